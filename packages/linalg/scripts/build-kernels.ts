import { join } from "node:path";
import { buildKernels } from "@downhill/config/kernels/build.ts";

// Compiles src/kernels/assembly to src/kernels/kernels.wasm.ts. Behind the scratch memory: core's constants lie before it.
await buildKernels({ kernels: join(import.meta.dirname, "../src/kernels"), base: 63488 });
