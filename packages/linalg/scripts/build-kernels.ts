import { join } from "node:path";
import { buildKernels } from "@downhill/config/kernels/build.ts";

// Compiles src/kernels/assembly, each arithmetic to a module of its own: who uses one does not carry the others. They share
// the memory's first page: behind the scratch memory, and core's constants, each has its own.
const names = ["single", "mixed", "double", "polynomial", "rows", "across"];
await buildKernels({
  kernels: join(import.meta.dirname, "../src/kernels"),
  modules: names.map((name, i) => ({ name, base: 63488 + 512 * i })),
});
