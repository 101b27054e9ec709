import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesIn } from "../src/workspace.ts";
import type { KernelModuleSource, KernelSources } from "./sources.ts";

const read = (path: string): string => readFileSync(path, "utf8");

/**
 * One hash of all that a module is made of (sources, compiler and its options) and of what was made of it. Where it is still
 * true, nobody has changed the one without the other, which is told in milliseconds; to compile all takes half a minute.
 */
export function sealer({ kernels, shared, made = {} }: KernelSources) {
  const sources = [join(kernels, "assembly"), ...(shared ? [shared] : [])].flatMap((folder) =>
    filesIn(folder)
      .sort()
      .map((file) => [file, read(join(folder, file))]),
  );
  const compiler = read(fileURLToPath(new URL("../package.json", import.meta.resolve("assemblyscript/asc"))));
  const makers = ["compile.mjs", "text.ts"].map((file) => read(join(import.meta.dirname, file)));
  const common = JSON.stringify([sources, made, JSON.parse(compiler).version, makers]);
  return (module: KernelModuleSource, text: string): string =>
    createHash("sha256")
      .update(JSON.stringify([common, module, text]))
      .digest("hex");
}
