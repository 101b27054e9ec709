import { Console } from "node:console";
import { resolve } from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { repository } from "./workspace.ts";

/**
 * What a program prints that is run in this process, where most of what it imports has been imported already.
 * @param path of a module that nobody has imported yet, from the workspace's root if it is relative
 * @returns its standard output; what it says on standard error is nobody's
 * @throws what the program throws
 */
export async function printedBy(path: string): Promise<string> {
  let output = "";
  const kept = new Writable({
    write(chunk, _, done) {
      output += chunk;
      done();
    },
  });
  const lost = new Writable({ write: (_, __, done) => done() });
  const { console } = globalThis;
  globalThis.console = new Console(kept, lost);
  try {
    await import(pathToFileURL(resolve(repository, path)).href);
  } finally {
    globalThis.console = console;
  }
  return output;
}
