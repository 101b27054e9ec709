import type { Heap } from "@downhill/plugin/engine";
import type { LayerProducts } from "./interface.ts";
import { kernelsOf } from "./module.ts";
import { wasm } from "./single.wasm.ts";

/** Of float32, in float32. */
export const singleIn: (heap: Heap) => LayerProducts | undefined = /* @__PURE__ */ kernelsOf(wasm);
