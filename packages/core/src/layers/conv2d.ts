import { checkOptions, checkWhole } from "@downhill/plugin/arguments";
import type { Shape } from "../data/tensor.ts";
import { sumChannels } from "../kernels/plain/channels.ts";
import { conv2dForward, conv2dInputGradient, conv2dWeightGradient } from "../kernels/plain/convolution/conv2d.ts";
import { type Sweeps, sweeps } from "../kernels/plain/convolution/sweep.ts";
import { type PairOption, slide, type WindowOptions, window } from "../kernels/plain/convolution/window.ts";
import { scratchLengths } from "../kernels/plain/convolution/work.ts";
import type { Layer } from "./layer.ts";
import { type WeightOptions, weightSpecs } from "./weight-specs.ts";

/** Stride and dilation default to 1, padding to 0; each is a number, or [vertical, horizontal]. */
export interface Conv2dOptions extends WindowOptions, WeightOptions {
  /**
   * Into how many groups the channels are divided, in and out: each output is of its group's inputs alone. With as many
   * groups as there are channels in, the convolution is depthwise. Default 1.
   */
  readonly groups?: number | undefined;
}

/**
 * A convolution (in fact a cross-correlation, as everywhere) of images [channels in, height, width] with `channels`
 * kernels: the weight is [channels, channels in / groups, kernel height, kernel width], the bias [channels], as PyTorch's
 * `Conv2d`.
 *
 * y[o, oy, ox] = b[o] + Σ w[o, c, ky, kx]·x[c, oy·stride + ky·dilation - padding, ox·…]
 * @throws TypeError or RangeError for a size, stride or padding that is none, an unknown option, or groups that do not
 *   divide the channels; when the model is made, for samples that are no images or smaller than the kernel, or of
 *   channels that the groups do not divide.
 */
export function conv2d(
  channels: number,
  kernel: PairOption,
  options: Conv2dOptions = {},
): Layer<string, never, "image" | "weights" | "taps" | "sums"> {
  checkWhole("conv2d", "channels", channels);
  checkOptions("conv2d", options, KNOWN);
  const { stride = 1, padding, dilation, groups = 1 } = options;
  const over = window("conv2d", "kernel", kernel, { stride, padding, dilation });
  checkWhole("conv2d", "groups", groups);
  checkGroups(groups, channels, "channels");
  const specs = weightSpecs("conv2d", options);
  const outputShape = (inputShape: Shape): Shape => {
    const area = slide("conv2d", inputShape, over);
    checkGroups(groups, inputShape[0]!, "channels of the input");
    return [channels, ...area];
  };
  /** By the shape of the images: they do not depend on the batch, and take longer than a step of a small model. */
  const known = new Map<string, Sweeps>();
  const sweepsOf = (inputShape: Shape): Sweeps => {
    const key = inputShape.join();
    const kept = known.get(key) ?? sweeps(inputShape, outputShape(inputShape), over, groups);
    known.set(key, kept);
    return kept;
  };
  return {
    name: "conv2d",
    outputShape,
    parameters: (inputShape) => specs([channels, inputShape[0]! / groups, ...over.kernel], [channels]),
    scratch: (inputShape, rows) => scratchLengths(sweepsOf(inputShape), rows),

    forward({ rows, inputShape, x, y, parameters: { weight, bias }, scratch, matmulPrecision }) {
      const convolution = { sweeps: sweepsOf(inputShape), matmulPrecision };
      conv2dForward(y, x, weight!.value, bias?.value, scratch, rows, convolution);
    },

    backward({ rows, inputShape, outputShape, x, dx, dy, parameters: { weight, bias }, scratch, matmulPrecision }) {
      const convolution = { sweeps: sweepsOf(inputShape), matmulPrecision };
      conv2dWeightGradient(weight!.grad, dy, x, scratch, rows, convolution);
      if (dx) conv2dInputGradient(dx, dy, weight!.value, scratch, rows, convolution);
      if (bias) sumChannels(bias.grad, dy, rows, channels, outputShape[1]! * outputShape[2]!);
    },
  };
}

const KNOWN = ["stride", "padding", "dilation", "groups", "weightInit", "bias", "biasInit", "regularization"] as const;

function checkGroups(groups: number, channels: number, what: string): void {
  if (channels % groups !== 0) {
    throw new RangeError(`conv2d: groups must divide the ${channels} ${what}, got ${groups}`);
  }
}
