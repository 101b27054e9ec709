import { heNormal, zeros } from "../initialisers.ts";
import { conv2dBackward, conv2dForward, sumChannels } from "../kernels/conv2d.ts";
import { type PairOption, slide, type WindowOptions, window } from "../kernels/window.ts";
import { checkRegularisation } from "../regularisation.ts";
import { checkWhole } from "../whole.ts";
import type { WeightOptions } from "./dense.ts";
import type { Layer } from "./layer.ts";

/** Stride and dilation default to 1, padding to 0; each is a number, or [vertical, horizontal]. */
export interface Conv2dOptions extends WindowOptions, WeightOptions {}

/**
 * A convolution (in fact a cross-correlation, as everywhere) of images [channels in, height, width] with `channels`
 * kernels: weights are [channels, channels in, kernel height, kernel width], biases [channels], as PyTorch's `Conv2d`.
 *
 * y[o, oy, ox] = b[o] + Σ w[o, c, ky, kx]·x[c, oy·stride + ky·dilation - padding, ox·…]
 * @throws RangeError for a size, stride or padding that is none; when the model is made, for samples that are no images
 *   or smaller than the kernel.
 */
export function conv2d(
  channels: number,
  kernel: PairOption,
  options: Conv2dOptions = {},
): Layer<"weights" | "biases", never, "columns" | "weightGradient"> {
  checkWhole("conv2d", "channels", channels);
  const over = window("conv2d", kernel, options, 1);
  const { weights: initialWeights = heNormal(), biases: initialBiases = zeros(), regularisation = {} } = options;
  checkRegularisation("conv2d: regularisation of weights", regularisation.weights);
  checkRegularisation("conv2d: regularisation of biases", regularisation.biases);
  return {
    name: "conv2d",
    outputShape: (inputShape) => [channels, ...slide("conv2d", inputShape, over)],
    parameters: (inputShape) => ({
      weights: {
        shape: [channels, inputShape[0]!, ...over.kernel],
        initialise: initialWeights,
        regularisation: regularisation.weights,
      },
      biases: { shape: [channels], initialise: initialBiases, regularisation: regularisation.biases },
    }),
    scratch: (inputShape) => {
      const [height, width] = slide("conv2d", inputShape, over);
      const inner = inputShape[0]! * over.kernel[0] * over.kernel[1];
      return {
        columns: inner * height * width,
        weightGradient: channels * inner,
      };
    },

    forward({ rows, inputShape, outputShape, x, y, parameters: { weights, biases }, scratch, accumulation }) {
      const { value } = weights;
      conv2dForward(y, x, value, biases.value, scratch, rows, inputShape, outputShape, over, accumulation);
    },

    backward({ rows, inputShape, outputShape, x, dx, dy, parameters: { weights, biases }, scratch, accumulation }) {
      const { value, grad } = weights;
      conv2dBackward(dx, grad, dy, x, value, scratch, rows, inputShape, outputShape, over, accumulation);
      sumChannels(biases.grad, dy, rows, channels, outputShape[1]! * outputShape[2]!);
    },
  };
}
