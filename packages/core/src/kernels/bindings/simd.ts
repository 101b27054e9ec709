import { kernelModule } from "@downhill/plugin/engine";
import type { Kernels } from "./interface.ts";
import { wasm } from "./kernels.wasm.ts";
import { writeTables } from "./tables.ts";

const module = /* @__PURE__ */ kernelModule<Kernels>(wasm, writeTables);

/** Why there are no kernels here, or undefined where there are. */
export const unavailable = (): string | undefined => module.unavailable();

/**
 * The kernels in a `WebAssembly.Memory`, the same object each time.
 * @throws Error where they are `unavailable`.
 */
export const kernelsIn = (memory: { readonly buffer: ArrayBuffer }): Kernels => module.in(memory);
