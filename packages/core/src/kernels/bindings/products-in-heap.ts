import { type LayerProducts, mixedIn, singleIn } from "@downhill/linalg/kernels";
import { type Find, finder } from "./in-heap.ts";

/** As `kernelsFor`, of linalg's products: of sums in float32, and in float64. */
export const productsFor: Readonly<Record<"float32" | "float64", Find<LayerProducts>>> = {
  float32: /* @__PURE__ */ finder(singleIn),
  float64: /* @__PURE__ */ finder(mixedIn),
};
