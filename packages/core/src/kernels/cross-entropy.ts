import { log32 } from "../math/log.ts";
import { kernelsFor } from "./in-heap.ts";
import { softmaxForward } from "./softmax.ts";
import { pairwiseSum } from "./sum.ts";

/** Probabilities are taken to lie between these two, so that no sample's loss is infinite: the largest is 16.118. */
const LOWEST = Math.fround(1e-7);
const HIGHEST = Math.fround(1 - 1e-7);

/**
 * The mean over the rows of -log p[i, tᵢ], clipped, in float32 and summed in NumPy's order.
 * @param losses receives each row's loss
 */
export function crossEntropy(
  losses: Float32Array,
  p: Float32Array,
  targets: Int32Array,
  rows: number,
  columns: number,
): number {
  const kernels = kernelsFor(losses, p, targets);
  if (kernels) return kernels.crossEntropy(losses.byteOffset, p.byteOffset, targets.byteOffset, 4, rows, columns);
  for (let i = 0; i < rows; i++) {
    const probability = p[i * columns + targets[i]!]!;
    losses[i] = -log32(Math.min(Math.max(probability, LOWEST), HIGHEST));
  }
  return Math.fround(pairwiseSum(losses, 0, rows) / rows);
}

/**
 * p = softmax(z), the mean loss as `crossEntropy` and the gradient as `softmaxCrossEntropyBackward`.
 * @param losses receives each row's loss
 */
export function softmaxCrossEntropy(
  p: Float32Array,
  losses: Float32Array,
  dz: Float32Array,
  z: Float32Array,
  targets: Int32Array,
  rows: number,
  columns: number,
): number {
  const kernels = kernelsFor(z, p, targets) && kernelsFor(z, losses, dz);
  if (kernels) {
    const [pAt, lossesAt, dzAt, zAt] = [p.byteOffset, losses.byteOffset, dz.byteOffset, z.byteOffset];
    return kernels.softmaxCrossEntropy(pAt, lossesAt, dzAt, zAt, targets.byteOffset, 4, rows, columns);
  }
  softmaxForward(p, z, rows, columns);
  softmaxCrossEntropyBackward(dz, p, targets, rows, columns);
  return crossEntropy(losses, p, targets, rows, columns);
}

/** ln p, with p clipped to [lowest, 1 - lowest]; in float32. */
export function clippedLog(logarithms: Float32Array, p: Float32Array, lowest: number): void {
  const least = Math.fround(lowest);
  const most = Math.fround(1 - lowest);
  for (let i = 0; i < p.length; i++) logarithms[i] = log32(Math.min(Math.max(p[i]!, least), most));
}

/**
 * The mean over the rows of -Σⱼ t[i, j]·ln p[i, j], given the logarithms. Each row is summed in float64 and rounded; they
 * are summed as in `crossEntropy`.
 * @param losses receives each row's loss
 */
export function softCrossEntropy(
  losses: Float32Array,
  logarithms: Float32Array,
  t: Float32Array,
  rows: number,
  columns: number,
): number {
  for (let i = 0, p = 0; i < rows; i++) {
    let sum = 0;
    // A class that is impossible and said to be so costs nothing, not 0·∞.
    for (let j = 0; j < columns; j++, p++) if (t[p] !== 0) sum -= t[p]! * logarithms[p]!;
    losses[i] = sum;
  }
  return Math.fround(pairwiseSum(losses, 0, rows) / rows);
}

/** dz = (p - t) / rows. */
export function softCrossEntropyBackward(dz: Float32Array, p: Float32Array, t: Float32Array, rows: number): void {
  for (let i = 0; i < dz.length; i++) dz[i] = Math.fround(p[i]! - t[i]!) / rows;
}

/** dp[i, j] = -t[i, j] / p[i, j] / rows, with t the one-hot targets. p no smaller than 1e-7 keeps it finite. */
export function crossEntropyBackward(
  dp: Float32Array,
  p: Float32Array,
  targets: Int32Array,
  rows: number,
  columns: number,
): void {
  const kernels = kernelsFor(dp, p, targets);
  if (kernels) {
    kernels.crossEntropyBackward(dp.byteOffset, p.byteOffset, targets.byteOffset, 4, rows, columns);
    return;
  }
  dp.fill(0);
  for (let i = 0; i < rows; i++) {
    const at = i * columns + targets[i]!;
    dp[at] = Math.fround(-1 / Math.max(p[at]!, LOWEST)) / rows;
  }
}

/** dz[i, j] = (p[i, j] - t[i, j]) / rows: cross-entropy and softmax in one, with p = softmax(z). */
export function softmaxCrossEntropyBackward(
  dz: Float32Array,
  p: Float32Array,
  targets: Int32Array,
  rows: number,
  columns: number,
): void {
  const kernels = kernelsFor(dz, p, targets);
  if (kernels) {
    kernels.softmaxCrossEntropyBackward(dz.byteOffset, p.byteOffset, targets.byteOffset, 4, rows, columns);
    return;
  }
  for (let i = 0, at = 0; i < rows; i++) {
    const target = targets[i]!;
    for (let j = 0; j < columns; j++, at++) dz[at] = Math.fround(p[at]! - (j === target ? 1 : 0)) / rows;
  }
}
