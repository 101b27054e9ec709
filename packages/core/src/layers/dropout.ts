import { BELOW_1, checkNumber } from "@downhill/plugin/arguments";
import { elements } from "../data/tensor.ts";
import { dropoutForward } from "../kernels/plain/dropout.ts";
import { multiply } from "../kernels/plain/multiply.ts";
import { sourceOf } from "../model/replayed.ts";
import type { Layer } from "./layer.ts";

/**
 * In training, sets a random share `rate` of the elements to 0 and multiplies the others by 1 / (1 - rate), which keeps
 * the mean; otherwise y = x. At each forward two uniforms of the model's random stream are the key of a counter-based
 * generator (Threefry-2x32), which draws for the elements.
 * @throws TypeError or RangeError for a rate that is not in [0, 1).
 * Source: Srivastava et al. 2014, scaled in training ("inverted").
 */
export function dropout(rate = 0.5): Layer<never, never, "mask"> {
  checkNumber("dropout", "rate", rate, BELOW_1);
  return {
    name: "dropout",
    outputShape: (inputShape) => inputShape,
    scratch: (inputShape, rows) => ({ mask: rows * elements(inputShape) }),
    forward({ x, y, scratch: { mask }, training, random }) {
      if (training) dropoutForward(y, x, mask, rate, sourceOf(random));
      else y.set(x);
    },
    backward({ dx, dy, scratch: { mask }, training }) {
      if (!dx) return;
      if (training) multiply(dx, dy, mask);
      else dx.set(dy);
    },
  };
}
