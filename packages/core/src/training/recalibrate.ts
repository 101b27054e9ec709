import { checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { checkSamples, checkTensor, type Tensor } from "../data/tensor.ts";
import type { Site } from "../layers/engine.ts";
import { checkModel, engineOf } from "../model/engine.ts";
import type { Model } from "../model/model.ts";
import { Batches, inBatch } from "./batches.ts";
import { atOnce, never, PAUSE, type Pausing } from "./pause.ts";
import { BATCH_SIZE } from "./predict.ts";

export interface RecalibrateOptions {
  /** How many samples the model sees at a time. Default 256. */
  readonly batchSize?: number | undefined;
}

/**
 * Measures the running statistics of batch normalisation anew, for weights that are others than those that were trained:
 * an average of them, Schedule-Free's. Each layer's mean and (unbiased) variance become those of all that reaches it from
 * the data, whatever the batch size and the layer's momentum: the first layer's are measured, then the second's with the
 * first as it is now, and so on. Nothing is dropped out, and nothing drawn. A model without such layers stays as it is.
 *
 * As `torch.optim.swa_utils.update_bn`, which instead averages what batches have, normalised by themselves and with
 * dropout at work; over one batch and for the first layer it is the same.
 * @param data of which only x is used: what the model was trained on
 * @throws RangeError or TypeError for samples that do not fit the model, or where there is only one number for each
 *   feature. Then nothing has changed.
 */
export function recalibrate(model: Model, data: { readonly x: Tensor }, options: RecalibrateOptions = {}): void {
  checkOptions("recalibrate", options, ["batchSize"]);
  checkModel("recalibrate", model);
  const { x } = Object(data) as { readonly x?: Tensor };
  checkTensor("recalibrate", "x", x);
  const { batchSize = BATCH_SIZE } = options;
  checkWhole("recalibrate", "batchSize", batchSize);
  checkSamples("recalibrate", x, model.inputShape);
  const before = Object.values(model.buffers()).map(({ value }) => [value, value.slice()] as const);
  try {
    atOnce(recalibrating(model, x, batchSize, never));
  } catch (error) {
    for (const [value, was] of before) value.set(was);
    throw error;
  }
}

/** The same, with a pause wherever one is due. */
export function* recalibrating(model: Model, x: Tensor, batchSize: number, due: () => boolean): Pausing<void> {
  if (Object.keys(model.buffers()).length === 0) return;
  const { measured } = engineOf(model);
  const batches = new Batches({ x, y: x }, batchSize);
  for (let layer = 0; ; layer++) {
    const moments = new Moments();
    let site: Site | undefined;
    for (let b = 0; b < batches.count; b++) {
      try {
        site = measured(batches.at(b).x, layer);
      } catch (error) {
        throw inBatch(error, b, batches);
      }
      if (!site) return;
      moments.add(site);
      if (due()) yield PAUSE;
    }
    if (moments.count < 2) throw new RangeError("recalibrate: batchNorm needs more than 1 number for each feature");
    site!.set(moments.means, moments.variances);
  }
}

/**
 * Means and variances of channels over batches, in float64. Source: Chan, Golub & LeVeque 1979, equation 2.1: of two
 * sets, the squared deviations are Σ₁ + Σ₂ + (μ₂ - μ₁)²·n₁n₂/(n₁ + n₂).
 */
class Moments {
  count = 0;
  means = new Float64Array(0);
  #squares = new Float64Array(0);

  add({ x, rows, channels, area }: Site): void {
    if (this.count === 0) {
      this.means = new Float64Array(channels);
      this.#squares = new Float64Array(channels);
    }
    const m = rows * area;
    const share = m / (this.count + m);
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let n = 0; n < rows; n++) {
        const start = (n * channels + c) * area;
        for (let p = start; p < start + area; p++) sum += x[p]!;
      }
      const mean = sum / m;
      let squares = 0;
      for (let n = 0; n < rows; n++) {
        const start = (n * channels + c) * area;
        for (let p = start; p < start + area; p++) squares += (x[p]! - mean) * (x[p]! - mean);
      }
      const apart = mean - this.means[c]!;
      this.means[c]! += apart * share;
      this.#squares[c]! += squares + apart * apart * this.count * share;
    }
    this.count += m;
  }

  /** Unbiased: divided by the count less 1. */
  get variances(): Float64Array {
    return this.#squares.map((sum) => sum / (this.count - 1));
  }
}
