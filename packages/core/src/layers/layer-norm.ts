import { BELOW_1, checkNumber, checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { elements, type Shape } from "../data/tensor.ts";
import { layerNormBackward, layerNormForward } from "../kernels/plain/layer-norm.ts";
import { constant, zeros } from "./initializers.ts";
import type { Layer } from "./layer.ts";

export interface LayerNormOptions {
  /** How many of the last dimensions of a sample are normalised together. Default 1. */
  readonly dimensions?: number | undefined;
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number | undefined;
}

/**
 * Layer normalisation: y = (x - mean) / √(variance + eps)·scale + bias, mean and (biased) variance those of the sample's own
 * last dimensions. Scale and bias have the shape of these; they are ones and zeros at first. As PyTorch's `LayerNorm`.
 * @throws TypeError or RangeError for an option that is none or unknown; when the model is made, for samples of fewer dimensions.
 * Source: Ba et al. 2016.
 */
export function layerNorm(options: LayerNormOptions = {}): Layer<"scale" | "bias", never, "mean" | "inverse"> {
  checkOptions("layerNorm", options, ["dimensions", "eps"]);
  const { dimensions = 1, eps = 1e-5 } = options;
  checkWhole("layerNorm", "dimensions", dimensions);
  checkNumber("layerNorm", "eps", eps, BELOW_1);
  const normalized = (inputShape: Shape) => {
    if (dimensions > inputShape.length) {
      throw new RangeError(`layerNorm: samples of shape [${inputShape.join(", ")}] have no ${dimensions} dimensions`);
    }
    return inputShape.slice(-dimensions);
  };
  return {
    name: "layerNorm",
    outputShape: (inputShape) => inputShape,
    parameters: (inputShape) => ({
      scale: { shape: normalized(inputShape), initialize: constant(1), role: "scale" },
      bias: { shape: normalized(inputShape), initialize: zeros(), role: "bias" },
    }),
    scratch: (inputShape, rows) => {
      const groups = (rows * elements(inputShape)) / elements(normalized(inputShape));
      return { mean: groups, inverse: groups };
    },

    forward({ x, y, parameters: { scale, bias }, scratch: { mean, inverse } }) {
      const columns = scale.value.length;
      layerNormForward(y, x, mean, inverse, scale.value, bias.value, mean.length, columns, eps);
    },

    backward({ x, dx, dy, parameters: { scale, bias }, scratch: { mean, inverse } }) {
      const { value, grad } = scale;
      layerNormBackward(dx, grad, bias.grad, dy, x, mean, inverse, value, mean.length, value.length);
    },
  };
}
