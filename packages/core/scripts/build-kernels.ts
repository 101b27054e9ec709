import { join } from "node:path";
import { buildKernels } from "@downhill/config/kernels/build.ts";
import { TABLES, tables } from "../src/kernels/bindings/tables.ts";

// Compiles src/kernels/assembly, and what it takes of linalg's, to src/kernels/bindings: kernels.wasm.ts, images.wasm.ts and
// further.wasm.ts.

/** assembly/tables.ts: where each table is. */
let at = TABLES;
const made = Object.entries(tables).map(([name, { byteLength }]) => {
  at += byteLength;
  return `export const ${name}: usize = ${at - byteLength};\n`;
});

await buildKernels({
  kernels: join(import.meta.dirname, "../src/kernels"),
  bindings: "bindings",
  shared: join(import.meta.dirname, "../../linalg/src/kernels/assembly"),
  made: { "tables.ts": made.join("") },
  // In the same page of the memory, each behind the others' constants: who uses no such layer does not carry them.
  modules: [
    { name: "kernels", source: "index", base: 4096 },
    { name: "images", base: 8192 },
    { name: "further", base: 12288 },
  ],
});
