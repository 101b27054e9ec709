import { constant, zeros } from "../initialisers.ts";
import { layerNormBackward, layerNormForward } from "../kernels/layer-norm.ts";
import { checkOptions } from "../options.ts";
import { elements, type Shape } from "../tensor.ts";
import { checkWhole } from "../whole.ts";
import type { Layer } from "./layer.ts";

export interface LayerNormOptions {
  /** How many of the last dimensions of a sample are normalised together. Default 1. */
  readonly dimensions?: number;
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number;
}

/**
 * Layer normalisation: y = (x - mean) / √(variance + eps)·w + b, mean and (biased) variance those of the sample's own
 * last dimensions. weights and biases have the shape of these; they are ones and zeros at first. As PyTorch's `LayerNorm`.
 * @throws RangeError for an option that is none or unknown; when the model is made, for samples of fewer dimensions.
 * Source: Ba et al. 2016.
 */
export function layerNorm(options: LayerNormOptions = {}): Layer<"weights" | "biases", never, "mean" | "inverse"> {
  checkOptions("layerNorm", options, ["dimensions", "eps"]);
  const { dimensions = 1, eps = 1e-5 } = options;
  checkWhole("layerNorm", "dimensions", dimensions);
  if (!(eps >= 0 && eps < 1)) throw new RangeError(`layerNorm: eps must be in [0, 1), got ${eps}`);
  const normalised = (inputShape: Shape) => {
    if (dimensions > inputShape.length) {
      throw new RangeError(`layerNorm: samples of shape [${inputShape.join(", ")}] have no ${dimensions} dimensions`);
    }
    return inputShape.slice(-dimensions);
  };
  return {
    name: "layerNorm",
    outputShape: (inputShape) => inputShape,
    parameters: (inputShape) => ({
      weights: { shape: normalised(inputShape), initialise: constant(1) },
      biases: { shape: normalised(inputShape), initialise: zeros() },
    }),
    scratch: (inputShape, rows) => {
      const groups = (rows * elements(inputShape)) / elements(normalised(inputShape));
      return { mean: groups, inverse: groups };
    },

    forward({ x, y, parameters: { weights, biases }, scratch: { mean, inverse } }) {
      const columns = weights.value.length;
      layerNormForward(y, x, mean, inverse, weights.value, biases.value, mean.length, columns, eps);
    },

    backward({ x, dx, dy, parameters: { weights, biases }, scratch: { mean, inverse } }) {
      const { value, grad } = weights;
      layerNormBackward(dx, grad, biases.grad, dy, x, mean, inverse, value, mean.length, value.length);
    },
  };
}
