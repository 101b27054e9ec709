import type { Heap } from "@downhill/plugin/engine";
import { wasm } from "./double.wasm.ts";
import type { Doubles } from "./interface.ts";
import { kernelsOf } from "./module.ts";

/** Of float64. */
export const doubleIn: (heap: Heap) => Doubles | undefined = /* @__PURE__ */ kernelsOf(wasm);
