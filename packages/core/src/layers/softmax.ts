import { logSoftmaxBackward, logSoftmaxForward } from "../kernels/plain/log-softmax.ts";
import { softmaxBackward, softmaxForward } from "../kernels/plain/softmax.ts";
import type { Layer } from "./layer.ts";

/**
 * Softmax along the last dimension, so of each row of a flat batch: positive numbers that sum to 1. For
 * `categoricalCrossEntropy`; where the two meet, `softmaxCrossEntropy` on the logits does the same with fewer roundings.
 */
export function softmax(): Layer<never> {
  return {
    name: "softmax",
    outputShape: (inputShape) => inputShape,
    forward({ x, y, outputShape }) {
      const columns = outputShape.at(-1)!;
      softmaxForward(y, x, y.length / columns, columns);
    },
    backward({ y, dx, dy, outputShape, matmulPrecision }) {
      const columns = outputShape.at(-1)!;
      if (dx) softmaxBackward(dx, dy, y, y.length / columns, columns, matmulPrecision);
    },
  };
}

/** The logarithm of `softmax`, without its underflow: what `klDivergence` takes. */
export function logSoftmax(): Layer<never> {
  return {
    name: "logSoftmax",
    outputShape: (inputShape) => inputShape,
    forward({ x, y, outputShape }) {
      const columns = outputShape.at(-1)!;
      logSoftmaxForward(y, x, y.length / columns, columns);
    },
    backward({ y, dx, dy, outputShape }) {
      const columns = outputShape.at(-1)!;
      if (dx) logSoftmaxBackward(dx, dy, y, y.length / columns, columns);
    },
  };
}
