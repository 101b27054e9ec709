import type { Heap } from "@downhill/plugin/engine";
import type { LayerProducts } from "./interface.ts";
import { wasm } from "./mixed.wasm.ts";
import { kernelsOf } from "./module.ts";

/** Of float32, with sums in float64. */
export const mixedIn: (heap: Heap) => LayerProducts | undefined = /* @__PURE__ */ kernelsOf(wasm);
