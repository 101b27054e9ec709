import { join } from "node:path";
import { buildKernels } from "@downhill/config/kernels/build.ts";
import { EXP2, LOG_C, LOG_C_TAIL } from "@downhill/plugin/math";

// Compiles src/kernels/assembly, and what it takes of linalg's, to src/kernels/bindings/kernels.wasm.ts.

/** As `log.ts` has them. */
const reciprocal = Float64Array.from({ length: LOG_C.length }, (_, i) => Math.round(2 ** 23 / (88 + i)) / 65536);

/** assembly/tables.ts: the plain twins' tables, so that there is one source of them. */
const tables = Object.entries({ EXP2, LOG_C, LOG_C_TAIL, RECIPROCAL: reciprocal })
  .map(([name, values]) => `export const ${name}: usize = memory.data<f64>([${values.join(", ")}]);\n`)
  .join("");

await buildKernels({
  kernels: join(import.meta.dirname, "../src/kernels"),
  bindings: "bindings",
  shared: join(import.meta.dirname, "../../linalg/src/kernels/assembly"),
  made: { "tables.ts": tables },
  base: 1024,
});
