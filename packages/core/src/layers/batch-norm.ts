import { BELOW_1, checkNumber, checkOptions, SHARE } from "@downhill/plugin/arguments";
import {
  batchNormBackward,
  batchNormForward,
  batchStatistics,
  runningStatistics,
} from "../kernels/plain/batch-norm.ts";
import { flush } from "../kernels/plain/flush.ts";
import type { EngineLayer } from "./engine.ts";
import { constant, zeros } from "./initializers.ts";
import type { Layer } from "./layer.ts";

export interface BatchNormOptions {
  /** The share of the new in a running mean or variance. Default 0.1. (Keras's momentum is 1 minus that.) */
  readonly momentum?: number | undefined;
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number | undefined;
}

/**
 * Batch normalisation: y = (x - mean) / √(variance + eps)·scale + bias for each feature of samples [features], or each channel
 * of samples [channels, …]. In training, mean and (biased) variance are the batch's; otherwise the running ones, which
 * are the buffers `runningMean` and `runningVariance`. The scale is ones at first, the bias zeros.
 * Backward uses whichever its forward used. As PyTorch's `BatchNorm1d` and `BatchNorm2d`.
 * @throws TypeError or RangeError for an option that is none or unknown; from a training forward, if there is only one
 *   number for each feature.
 * Source: Ioffe & Szegedy 2015; the running variance is of the unbiased ones, as in PyTorch.
 */
export function batchNorm(
  options: BatchNormOptions = {},
): Layer<"scale" | "bias", "runningMean" | "runningVariance", "mean" | "inverse"> {
  checkOptions("batchNorm", options, ["momentum", "eps"]);
  const { momentum = 0.1, eps = 1e-5 } = options;
  checkNumber("batchNorm", "momentum", momentum, SHARE);
  checkNumber("batchNorm", "eps", eps, BELOW_1);
  const layer: EngineLayer<"scale" | "bias", "runningMean" | "runningVariance", "mean" | "inverse"> = {
    name: "batchNorm",
    outputShape: (inputShape) => inputShape,
    parameters: ([channels]) => ({
      scale: { shape: [channels!], initialize: constant(1), role: "scale" },
      bias: { shape: [channels!], initialize: zeros(), role: "bias" },
    }),
    buffers: ([channels]) => ({
      runningMean: { shape: [channels!], initialize: zeros() },
      runningVariance: { shape: [channels!], initialize: constant(1) },
    }),
    scratch: ([channels]) => ({ mean: channels!, inverse: channels! }),

    forward({ rows, inputs, x, y, parameters: { scale, bias }, buffers, scratch: { mean, inverse }, training }) {
      const channels = mean.length;
      const area = inputs / channels;
      const runningMean = buffers.runningMean.value;
      const runningVariance = buffers.runningVariance.value;
      if (training) {
        if (rows * area === 1) {
          throw new RangeError(
            "batchNorm: training needs more than 1 number for each feature, and the batch is one sample: " +
              "where it is the last and smaller one, fit's dropLast: true leaves it out",
          );
        }
        batchStatistics(mean, inverse, runningMean, runningVariance, x, rows, channels, area, momentum, eps);
      } else {
        runningStatistics(mean, inverse, runningMean, runningVariance, eps);
      }
      batchNormForward(y, x, mean, inverse, scale.value, bias.value, rows, channels, area);
    },

    backward({ rows, inputs, x, dx, dy, parameters: { scale, bias }, scratch: { mean, inverse }, training }) {
      const channels = mean.length;
      const area = inputs / channels;
      const { value, grad } = scale;
      batchNormBackward(dx, grad, bias.grad, dy, x, mean, inverse, value, rows, channels, area, training);
    },

    sites({ rows, inputs, x, buffers: { runningMean, runningVariance }, scratch: { mean } }) {
      const channels = mean.length;
      const set = (means: Float64Array, variances: Float64Array) => {
        runningMean.value.set(means);
        runningVariance.value.set(variances);
        flush(runningMean.value);
        flush(runningVariance.value);
      };
      return [{ x, rows, channels, area: inputs / channels, set }];
    },
  };
  return layer;
}
