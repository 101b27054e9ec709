import { log32 } from "@downhill/plugin/math";
import { kernelsFor } from "../bindings/in-heap.ts";
import { LEAST_NORMAL } from "./flush.ts";
import { logSumExp } from "./log-sum-exp.ts";
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
 * The same of p = softmax(z), and not clipped: where p is less than any normal float32, its logarithm is z - ln Σ e^z.
 * @param losses receives each row's loss
 */
function exactCrossEntropy(
  losses: Float32Array,
  p: Float32Array,
  z: Float32Array,
  targets: Int32Array,
  rows: number,
  columns: number,
): number {
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const at = start + targets[i]!;
    if (p[at]! < LEAST_NORMAL) {
      const [highest, rest] = logSumExp(z, start, columns);
      losses[i] = highest - z[at]! + rest;
    } else losses[i] = 0 - log32(p[at]!);
  }
  return Math.fround(pairwiseSum(losses, 0, rows) / rows);
}

/**
 * p = softmax(z), the mean loss, clipped as `crossEntropy` or not at all, and the gradient as `softmaxCrossEntropyBackward`.
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
  clipped: boolean,
): number {
  const kernels = kernelsFor(z, p, targets) && kernelsFor(z, losses, dz);
  if (kernels) {
    const [pAt, lossesAt, dzAt, zAt] = [p.byteOffset, losses.byteOffset, dz.byteOffset, z.byteOffset];
    return kernels.softmaxCrossEntropy(pAt, lossesAt, dzAt, zAt, targets.byteOffset, 4, rows, columns, clipped ? 1 : 0);
  }
  softmaxForward(p, z, rows, columns);
  softmaxCrossEntropyBackward(dz, p, targets, rows, columns);
  if (!clipped) return exactCrossEntropy(losses, p, z, targets, rows, columns);
  return crossEntropy(losses, p, targets, rows, columns);
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

/** dz[i, j] = (p[i, j] - t[i, j]) / rows, 0 where that is subnormal: cross-entropy and softmax in one, with p = softmax(z). */
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
  const least = LEAST_NORMAL * Math.fround(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    const target = targets[i]!;
    for (let j = 0; j < columns; j++, at++) {
      const distance = Math.fround(p[at]! - (j === target ? 1 : 0));
      dz[at] = Math.abs(distance) < least ? 0 : distance / rows;
    }
  }
}
