/**
 * Normalisation of a batch, which is rows × channels × area: m = rows·area numbers for each channel. All sums are
 * `laneSum`s.
 */

import { imageKernelsFor } from "../bindings/images-in-heap.ts";
import { laneSum } from "./channels.ts";
import { flushed } from "./flush.ts";

/**
 * Writes each channel's mean and 1 / √(variance + eps), and moves its running mean and (unbiased, m - 1) variance by a
 * share of `momentum` towards the batch's.
 */
export function batchStatistics(
  mean: Float32Array,
  inverse: Float32Array,
  runningMean: Float32Array,
  runningVariance: Float32Array,
  x: Float32Array,
  rows: number,
  channels: number,
  area: number,
  momentum: number,
  eps: number,
): void {
  const kernels = imageKernelsFor(mean, runningMean, x);
  if (kernels) {
    kernels.batchStatistics(
      ...([mean.byteOffset, inverse.byteOffset, runningMean.byteOffset, runningVariance.byteOffset] as const),
      ...([x.byteOffset, rows, channels, area, momentum, eps] as const),
    );
    return;
  }
  const m = rows * area;
  for (let c = 0; c < channels; c++) {
    const sum = (term: (p: number) => number) => laneSum(c * area, rows, channels * area, area, term);
    const mu = sum((p) => x[p]!) / m;
    const squares = sum((p) => (x[p]! - mu) * (x[p]! - mu));
    mean[c] = mu;
    inverse[c] = 1 / Math.sqrt(squares / m + eps);
    runningMean[c] = flushed((1 - momentum) * runningMean[c]! + momentum * mu);
    runningVariance[c] = flushed((1 - momentum) * runningVariance[c]! + momentum * (squares / (m - 1)));
  }
}

/** The same from what was seen in training: mean = runningMean, inverse = 1 / √(runningVariance + eps). */
export function runningStatistics(
  mean: Float32Array,
  inverse: Float32Array,
  runningMean: Float32Array,
  runningVariance: Float32Array,
  eps: number,
): void {
  for (let c = 0; c < mean.length; c++) {
    mean[c] = runningMean[c]!;
    inverse[c] = 1 / Math.sqrt(runningVariance[c]! + eps);
  }
}

/** y = (x - mean)·inverse·w + b, channel by channel; in float64, flushed and rounded once. */
export function batchNormForward(
  y: Float32Array,
  x: Float32Array,
  mean: Float32Array,
  inverse: Float32Array,
  weights: Float32Array,
  biases: Float32Array,
  rows: number,
  channels: number,
  area: number,
): void {
  const kernels = imageKernelsFor(y, x, mean) && imageKernelsFor(y, weights);
  if (kernels) {
    kernels.batchNormForward(
      ...([y.byteOffset, x.byteOffset, mean.byteOffset, inverse.byteOffset] as const),
      ...([weights.byteOffset, biases.byteOffset, rows, channels, area] as const),
    );
    return;
  }
  for (let n = 0, p = 0; n < rows; n++) {
    for (let c = 0; c < channels; c++) {
      const scale = inverse[c]! * weights[c]!;
      for (let k = 0; k < area; k++, p++) y[p] = flushed((x[p]! - mean[c]!) * scale + biases[c]!);
    }
  }
}

/**
 * With x̂ = (x - mean)·inverse: db = Σ dy, dw = Σ dy·x̂. Where mean and variance are the batch's own, they change with x:
 * dx = w·inverse·(dy - db/m - x̂·dw/m); otherwise dx = w·inverse·dy.
 */
export function batchNormBackward(
  dx: Float32Array | undefined,
  dw: Float32Array,
  db: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  mean: Float32Array,
  inverse: Float32Array,
  weights: Float32Array,
  rows: number,
  channels: number,
  area: number,
  training: boolean,
): void {
  const kernels = imageKernelsFor(dw, dy, x) && imageKernelsFor(dw, dx ?? dw, mean);
  if (kernels) {
    kernels.batchNormBackward(
      ...([dx?.byteOffset ?? 0, dw.byteOffset, db.byteOffset, dy.byteOffset, x.byteOffset] as const),
      ...([mean.byteOffset, inverse.byteOffset, weights.byteOffset, rows, channels, area, training ? 1 : 0] as const),
    );
    return;
  }
  const m = rows * area;
  for (let c = 0; c < channels; c++) {
    const sumOf = (term: (p: number) => number) => laneSum(c * area, rows, channels * area, area, term);
    const sum = sumOf((p) => dy[p]!);
    const dot = sumOf((p) => dy[p]! * ((x[p]! - mean[c]!) * inverse[c]!));
    db[c] = flushed(sum);
    dw[c] = flushed(dot);
    if (!dx) continue;
    const scale = weights[c]! * inverse[c]!;
    const shift = sum / m;
    const tilt = dot / m;
    for (let n = 0; n < rows; n++) {
      const start = (n * channels + c) * area;
      for (let p = start; p < start + area; p++) {
        // Not dy minus nothing: where x is infinite, 0·x̂ is none.
        const moved = training ? dy[p]! - shift - (x[p]! - mean[c]!) * inverse[c]! * tilt : dy[p]!;
        dx[p] = flushed(scale * moved);
      }
    }
  }
}
