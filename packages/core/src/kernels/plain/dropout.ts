import type { Random } from "@downhill/plugin/random";
import { multiply } from "./multiply.ts";

/**
 * y = x·mask, where the mask is 0 for a share of `rate` of the elements, drawn anew, and 1 / (1 - rate) for the others.
 * One uniform is drawn for each element, in order.
 */
export function dropoutForward(
  y: Float32Array,
  x: Float32Array,
  mask: Float32Array,
  rate: number,
  random: Random,
): void {
  const scale = 1 / (1 - rate);
  for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < rate ? 0 : scale;
  multiply(y, x, mask);
}
