import { log32 } from "@downhill/plugin/math";
import { kernelsFor } from "../bindings/in-heap.ts";
import { flushed, LEAST_NORMAL } from "./flush.ts";
import { logSumExp } from "./log-sum-exp.ts";
import { softmaxForward } from "./softmax.ts";
import { pairwiseSum } from "./sum.ts";

/** Probabilities are taken to lie between these two, so that no sample's loss is infinite: the largest is 16.118. */
const LOWEST = Math.fround(1e-7);
const HIGHEST = Math.fround(1 - 1e-7);

/** What a loss of rows × columns compares them with, and how. */
export interface Indexed {
  /** The class of each row. */
  readonly targets: Int32Array;
  /** What each row's loss is multiplied by; one that is 0 counts for nothing, whatever is in it. Undefined: all 1. */
  readonly counts: Float32Array | undefined;
  readonly rows: number;
  readonly columns: number;
  /** What the sum of the losses is divided by, > 0. */
  readonly divisor: number;
}

/**
 * The sum over the rows of -log p[i, tᵢ], clipped, over `divisor`, in float32 and summed in NumPy's order.
 * @param losses receives each row's loss
 */
export function crossEntropy(losses: Float32Array, p: Float32Array, indexed: Indexed): number {
  const { targets, counts, rows, columns, divisor } = indexed;
  const kernels = kernelsFor(losses, p, targets) && kernelsFor(losses, counts ?? losses);
  if (kernels) {
    const [lossesAt, pAt, targetsAt] = [losses.byteOffset, p.byteOffset, targets.byteOffset];
    return kernels.crossEntropy(lossesAt, pAt, targetsAt, 4, counts?.byteOffset ?? 0, rows, columns, divisor);
  }
  clippedLosses(losses, p, indexed, LOWEST, HIGHEST);
  return mean(losses, indexed);
}

function clippedLosses(
  losses: Float32Array,
  p: Float32Array,
  { targets, rows, columns }: Indexed,
  least: number,
  most: number,
): void {
  for (let i = 0; i < rows; i++) {
    const probability = p[i * columns + targets[i]!]!;
    losses[i] = -log32(Math.min(Math.max(probability, least), most));
  }
}

/** The same of p = softmax(z), and not clipped: where p is less than any normal float32, its logarithm is z - ln Σ e^z. */
function exactLosses(
  losses: Float32Array,
  p: Float32Array,
  z: Float32Array,
  { targets, rows, columns }: Indexed,
): void {
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const at = start + targets[i]!;
    if (p[at]! < LEAST_NORMAL) {
      const [highest, rest] = logSumExp(z, start, columns);
      losses[i] = highest - z[at]! + rest;
    } else losses[i] = 0 - log32(p[at]!);
  }
}

function mean(losses: Float32Array, { counts, rows, divisor }: Indexed): number {
  if (counts) for (let i = 0; i < rows; i++) losses[i] = counts[i] === 0 ? 0 : losses[i]! * counts[i]!;
  return Math.fround(pairwiseSum(losses, 0, rows) / divisor);
}

/**
 * p = softmax(z), the mean loss and the gradient as `softmaxCrossEntropyBackward`.
 * @param losses receives each row's loss
 * @param clip 0, or a normal float32: p counts as no less than that in the loss, and no more than 1 minus that
 */
export function softmaxCrossEntropy(
  p: Float32Array,
  losses: Float32Array,
  dz: Float32Array,
  z: Float32Array,
  clip: number,
  indexed: Indexed,
): number {
  const { targets, counts, rows, columns, divisor } = indexed;
  const kernels = kernelsFor(z, p, targets) && kernelsFor(z, losses, dz) && kernelsFor(z, counts ?? z);
  if (kernels) {
    const [pAt, lossesAt, dzAt, zAt] = [p.byteOffset, losses.byteOffset, dz.byteOffset, z.byteOffset];
    const [targetsAt, countsAt] = [targets.byteOffset, counts?.byteOffset ?? 0];
    return kernels.softmaxCrossEntropy(pAt, lossesAt, dzAt, zAt, targetsAt, 4, countsAt, rows, columns, clip, divisor);
  }
  softmaxForward(p, z, rows, columns);
  softmaxCrossEntropyBackward(dz, p, indexed);
  if (clip > 0) clippedLosses(losses, p, indexed, Math.fround(clip), Math.fround(1 - clip));
  else exactLosses(losses, p, z, indexed);
  return mean(losses, indexed);
}

/**
 * dp[i, j] = -t[i, j] / p[i, j] / divisor, with t the one-hot targets, times the row's count. p no smaller than 1e-7 keeps
 * it finite.
 */
export function crossEntropyBackward(dp: Float32Array, p: Float32Array, indexed: Indexed): void {
  const { targets, counts, rows, columns, divisor } = indexed;
  const kernels = kernelsFor(dp, p, targets) && kernelsFor(dp, counts ?? dp);
  if (kernels) {
    const [dpAt, pAt, targetsAt] = [dp.byteOffset, p.byteOffset, targets.byteOffset];
    kernels.crossEntropyBackward(dpAt, pAt, targetsAt, 4, counts?.byteOffset ?? 0, rows, columns, divisor);
    return;
  }
  dp.fill(0);
  const over = Math.fround(divisor);
  for (let i = 0; i < rows; i++) {
    const count = counts ? counts[i]! : 1;
    if (count === 0) continue;
    const at = i * columns + targets[i]!;
    const slope = Math.fround(-1 / Math.max(p[at]!, LOWEST));
    dp[at] = count === 1 ? slope / over : flushed(slope * Math.fround(count / divisor));
  }
}

/**
 * dz[i, j] = (p[i, j] - t[i, j]) / divisor, times the row's count, 0 where that is subnormal: cross-entropy and softmax in
 * one, with p = softmax(z).
 */
export function softmaxCrossEntropyBackward(dz: Float32Array, p: Float32Array, indexed: Indexed): void {
  const { targets, counts, rows, columns, divisor } = indexed;
  const kernels = kernelsFor(dz, p, targets) && kernelsFor(dz, counts ?? dz);
  if (kernels) {
    const [dzAt, pAt, targetsAt] = [dz.byteOffset, p.byteOffset, targets.byteOffset];
    kernels.softmaxCrossEntropyBackward(dzAt, pAt, targetsAt, 4, counts?.byteOffset ?? 0, rows, columns, divisor);
    return;
  }
  const over = Math.fround(divisor);
  const least = Math.fround(LEAST_NORMAL * over);
  for (let i = 0, at = 0; i < rows; i++) {
    const target = targets[i]!;
    const count = counts ? counts[i]! : 1;
    const times = Math.fround(count / divisor);
    for (let j = 0; j < columns; j++, at++) {
      const distance = Math.fround(p[at]! - (j === target ? 1 : 0));
      if (count === 1) dz[at] = Math.abs(distance) < least ? 0 : distance / over;
      else dz[at] = count === 0 ? 0 : flushed(distance * times);
    }
  }
}
