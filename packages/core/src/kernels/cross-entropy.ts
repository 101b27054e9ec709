import { log32 } from "../math/log.ts";
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
  for (let i = 0; i < rows; i++) {
    const probability = p[i * columns + targets[i]!]!;
    losses[i] = -log32(Math.min(Math.max(probability, LOWEST), HIGHEST));
  }
  return Math.fround(pairwiseSum(losses, 0, rows) / rows);
}

/** dp[i, j] = -t[i, j] / p[i, j] / rows, with t the one-hot targets. p no smaller than 1e-7 keeps it finite. */
export function crossEntropyBackward(
  dp: Float32Array,
  p: Float32Array,
  targets: Int32Array,
  rows: number,
  columns: number,
): void {
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
  for (let i = 0, at = 0; i < rows; i++) {
    const target = targets[i]!;
    for (let j = 0; j < columns; j++, at++) dz[at] = Math.fround(p[at]! - (j === target ? 1 : 0)) / rows;
  }
}
