// A thread of plain JavaScript: tsx takes ten seconds over the compiler's fifteen megabytes, Node less than one.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import asc from "assemblyscript/asc";

const options = [
  ...["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "--use", "abort="],
  "--importMemory",
];

/** @type {import("./sources.ts").KernelSources} */
const { kernels, shared, made = {}, modules } = workerData;
const read = (/** @type {string} */ path) => readFile(path, "utf8").catch(() => null);

for (const { name, source = name, base } of modules) {
  let binary;
  const { error, stderr } = await asc.main(
    [`assembly/${source}.ts`, "-o", "kernels.wasm", ...options, "--memoryBase", String(base)],
    {
      readFile: async (name) =>
        made[basename(name)] ??
        (await read(join(kernels, name))) ??
        (shared ? read(join(shared, basename(name))) : null),
      writeFile: (name, contents) => {
        if (name === "kernels.wasm") binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`${source}: ${stderr}\n${error?.message ?? "no output"}`);
  parentPort.postMessage(binary);
}
