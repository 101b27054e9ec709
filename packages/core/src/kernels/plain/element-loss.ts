import { wideExp, wideLog } from "@downhill/plugin/math";
import { wideLog1p } from "../../math/wide.ts";
import { furtherKernelsFor } from "../bindings/further-in-heap.ts";
import { ElementLoss } from "../bindings/further-kernels.ts";
import { flushed } from "./flush.ts";
import { newLanes, total } from "./lanes.ts";

const { squared, absolute, huber, sigmoid, divergence } = ElementLoss;

/** How elements count in a loss. */
export interface Elements {
  /** huber's delta; of sigmoid the weight of what is positive, for each element or one for all. Of the others 0. */
  readonly parameter: number | Float32Array;
  /** What each element counts; empty: all 1. */
  readonly counts: Float32Array;
  /** What the sum is divided by. */
  readonly divisor: number;
}

const NOTHING = new Float32Array(0);
const lanes = newLanes();

/**
 * The sum of one of `ElementLoss` over outputs y and targets t, in float64 and four lanes, over `divisor`; and its gradient, in
 * float64, rounded once, without subnormal numbers.
 */
export function elementLoss(
  loss: number,
  gradient: Float32Array,
  y: Float32Array,
  t: Float32Array,
  { parameter, counts, divisor }: Elements,
): number {
  const weights = typeof parameter === "number" ? NOTHING : parameter;
  const weight = typeof parameter === "number" ? parameter : 0;
  const factor = 1 / divisor;
  const kernels = furtherKernelsFor(gradient, y, t);
  if (kernels && lieIn(y.buffer, weights) && lieIn(y.buffer, counts)) {
    const [gradientAt, yAt, tAt] = [gradient.byteOffset, y.byteOffset, t.byteOffset];
    const [weightsAt, countsAt] = [addressOf(weights), addressOf(counts)];
    return kernels.elementLoss(loss, gradientAt, yAt, tAt, weightsAt, countsAt, y.length, weight, factor) / divisor;
  }
  for (let i = 0; i < y.length; i++) {
    const w = weights.length === 0 ? weight : weights[i]!;
    const count = counts.length === 0 ? 1 : counts[i]!;
    const c = common(loss, y[i]!, t[i]!);
    lanes[i & 3]! += value(loss, c, y[i]!, t[i]!, w) * count;
    gradient[i] = flushed(slope(loss, c, y[i]!, t[i]!, w) * count * factor);
  }
  return total(lanes) / divisor;
}

const lieIn = (buffer: ArrayBufferLike, array: Float32Array) => array.length === 0 || array.buffer === buffer;

/** Its address, 0 if it is empty. */
const addressOf = (array: Float32Array) => (array.length === 0 ? 0 : array.byteOffset);

/** What a loss's value and its derivative both need: the distance, e^-|y|, or the target's probability. */
function common(loss: number, y: number, t: number): number {
  if (loss === squared || loss === absolute || loss === huber) return y - t;
  if (loss === sigmoid) return wideExp(-Math.abs(y));
  return loss === divergence ? t : wideExp(t);
}

function value(loss: number, c: number, y: number, t: number, w: number): number {
  if (loss === squared) return c * c;
  if (loss === absolute) return Math.abs(c);
  if (loss === huber) return Math.abs(c) <= w ? 0.5 * c * c : w * (Math.abs(c) - 0.5 * w);
  // -w·t·ln σ(y) - (1 - t)·ln(1 - σ(y)), by the sign of y so that what is large cancels exactly: ln(1 + eʸ) - y = ln(1 + e⁻ʸ).
  if (loss === sigmoid) return (1 + (w - 1) * t) * wideLog1p(c) + (y > 0 ? y * (1 - t) : -(y * (w * t)));
  if (c === 0) return 0;
  return c * ((loss === divergence ? wideLog(t) : t) - y);
}

function slope(loss: number, c: number, y: number, t: number, w: number): number {
  if (loss === squared) return 2 * c;
  if (loss === absolute) return Math.sign(c);
  if (loss === huber) return Math.min(Math.max(c, -w), w);
  if (loss === sigmoid) return (1 + (w - 1) * t) * ((y < 0 ? c : 1) / (1 + c)) - w * t;
  return -c;
}
