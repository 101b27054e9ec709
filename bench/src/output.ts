import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Sees to it, before the work whose result it is, that a file can be written, and leaves none where there was none.
 * Its folders are made.
 * @param flag that gave the path, for the error
 * @throws Error naming the flag and the path, now or when it writes: a folder, no right to, no such device
 */
export function writer(flag: string, path: string): (text: string) => void {
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      throw new Error(`${flag}: cannot write ${path}: ${(error as Error).message}`, { cause: error });
    }
  };
  attempt(() => {
    const existed = existsSync(path);
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, "a"));
    if (!existed) rmSync(path);
  });
  return (text) => attempt(() => writeFileSync(path, text));
}

/**
 * Ends the process without a word when whoever reads its output has had enough, as `head` has: what is left to be said
 * interests nobody.
 */
export function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}
