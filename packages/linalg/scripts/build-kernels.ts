import { join } from "node:path";
import { buildKernels } from "@downhill/config/kernels/build.ts";

const kernels = join(import.meta.dirname, "../src/kernels");

// Compiles src/kernels/assembly, each arithmetic to a module of its own: who uses one does not carry the others. They share
// the memory's first page: behind the scratch memory, and core's constants, each has its own.
for (const [i, entry] of ["single", "mixed", "double", "polynomial", "rows", "across"].entries())
  await buildKernels({ kernels, entry, base: 63488 + 512 * i });
