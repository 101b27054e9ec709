import { wideLog } from "@downhill/plugin/math";
import { kernelsFor } from "../bindings/in-heap.ts";
import { flushed } from "./flush.ts";
import { newLanes, total } from "./lanes.ts";
import { pairwiseSum } from "./sum.ts";

/** What `softCrossEntropy` takes, all rows × columns. */
export interface SoftRows {
  /** The probabilities. */
  readonly p: Float32Array;
  /** The logits whose softmax they are. */
  readonly z: Float32Array;
  /** The targets; 0 where there is none, whatever p is. */
  readonly t: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** p counts as no less than that, and no more than 1 minus that. */
  readonly clip: number;
  /** What the sum of the losses is divided by. Where that is 0, nothing counts, and the gradient is 0. */
  readonly divisor: number;
}

const costs = newLanes();
const shares = newLanes();

/**
 * The sum over the rows of -Σⱼ t[i, j]·ln p[i, j], over `divisor`; and its gradient with respect to the logits,
 * (p[i, j]·Σₖ t[i, k] - t[i, j]) / divisor. All in float64 and rounded once, the gradient without subnormal numbers, but
 * for the sum of the rows, which is as in `crossEntropy`.
 *
 * Without a clip there is one logarithm a row: that of its largest p, at its largest z, as ln p[i, j] = ln max p + z[i, j] - max z.
 * @param losses receives each row's loss
 */
export function softCrossEntropy(losses: Float32Array, gradient: Float32Array, soft: SoftRows): number {
  const { p, z, t, rows, columns, clip, divisor } = soft;
  const factor = divisor > 0 ? 1 / divisor : 0;
  const kernels = kernelsFor(p, t, losses) && kernelsFor(p, gradient, z);
  if (kernels) {
    const [lossesAt, gradientAt, pAt, zAt] = [losses.byteOffset, gradient.byteOffset, p.byteOffset, z.byteOffset];
    const tAt = t.byteOffset;
    return kernels.softCrossEntropy(lossesAt, gradientAt, pAt, zAt, tAt, rows, columns, clip, divisor, factor);
  }
  const least = Math.fround(clip);
  const most = Math.fround(1 - clip);
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const highest = maximum(z, start, columns);
    for (let j = 0; j < columns; j++) {
      const at = start + j;
      // A class that is impossible and said to be so costs nothing, not 0·∞.
      if (t[at] === 0) continue;
      const loss = clip > 0 ? -wideLog(Math.min(Math.max(p[at]!, least), most)) : highest - z[at]!;
      costs[j & 3]! += t[at]! * loss;
      shares[j & 3]! += t[at]!;
    }
    const share = total(shares);
    const cost = total(costs);
    losses[i] = clip > 0 || share === 0 ? cost : cost + share * -wideLog(maximum(p, start, columns));
    for (let at = start; at < start + columns; at++) gradient[at] = flushed((p[at]! * share - t[at]!) * factor);
  }
  return Math.fround(pairwiseSum(losses, 0, rows) / divisor);
}

function maximum(a: Float32Array, start: number, length: number): number {
  let most = a[start]!;
  for (let at = start + 1; at < start + length; at++) most = Math.max(most, a[at]!);
  return most;
}
