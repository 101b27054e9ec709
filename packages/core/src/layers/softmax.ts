import { softmaxBackward, softmaxForward } from "../kernels/softmax.ts";
import type { Layer } from "./layer.ts";

/**
 * Softmax of each row: positive numbers that sum to 1. For `categoricalCrossEntropy`; where the two meet,
 * `softmaxCrossEntropy` on the logits does the same with fewer roundings.
 */
export function softmax(): Layer<never> {
  return {
    name: "softmax",
    outputs: (inputs) => inputs,
    parameters: () => ({}),
    forward({ rows, outputs, x, y }) {
      softmaxForward(y, x, rows, outputs);
    },
    backward({ rows, outputs, y, dx, dy, accumulation }) {
      if (dx) softmaxBackward(dx, dy, y, rows, outputs, accumulation);
    },
  };
}
