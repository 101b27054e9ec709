import { wideExp, wideLog } from "@downhill/optimizer/math";
import { wideLog1p } from "../math/wide.ts";
import { kernelsFor } from "./in-heap.ts";
import { ElementLoss } from "./interface.ts";
import { newLanes, total } from "./lanes.ts";

const { squared, absolute, huber, sigmoid, divergence } = ElementLoss;

/** One of `ElementLoss`, all elements of which count alike. */
export interface Elements {
  readonly loss: number;
  /** huber's delta; of sigmoid the weight of what is positive, for each element or one for all. Of the others 0. */
  readonly parameter: number | Float32Array;
  /** What the sum is divided by. */
  readonly divisor: number;
}

const NOTHING = new Float32Array(0);
const lanes = newLanes();

/**
 * The sum of a loss over outputs y and targets t, in float64 and four lanes, over `divisor`; and its gradient, in
 * float64, rounded once.
 */
export function elementLoss(
  gradient: Float32Array,
  y: Float32Array,
  t: Float32Array,
  { loss, parameter, divisor }: Elements,
): number {
  const weights = typeof parameter === "number" ? NOTHING : parameter;
  const weight = typeof parameter === "number" ? parameter : 0;
  const factor = 1 / divisor;
  const kernels = kernelsFor(gradient, y, t);
  if (kernels && (weights === NOTHING || weights.buffer === y.buffer)) {
    const weightsAt = weights === NOTHING ? 0 : weights.byteOffset;
    const [gradientAt, yAt, tAt] = [gradient.byteOffset, y.byteOffset, t.byteOffset];
    return kernels.elementLoss(loss, gradientAt, yAt, tAt, weightsAt, y.length, weight, factor) / divisor;
  }
  for (let i = 0; i < y.length; i++) {
    const w = weights === NOTHING ? weight : weights[i]!;
    const c = common(loss, y[i]!, t[i]!);
    lanes[i & 3]! += value(loss, c, y[i]!, t[i]!, w);
    gradient[i] = slope(loss, c, y[i]!, t[i]!, w) * factor;
  }
  return total(lanes) / divisor;
}

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
