import type { Heap } from "@downhill/plugin/engine";
import type { Polynomials } from "./interface.ts";
import { kernelsOf } from "./module.ts";
import { wasm } from "./polynomial.wasm.ts";

/** Of float32, what polynomials of matrices take: products of these shapes by blocks alone, a quarter of `single`'s code. */
export const polynomialIn: (heap: Heap) => Polynomials | undefined = /* @__PURE__ */ kernelsOf(wasm);
