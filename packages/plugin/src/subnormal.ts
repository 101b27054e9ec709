import type { FloatArray } from "./contract.ts";
import type { FloatType } from "./float-array.ts";

/**
 * Whether a step clears the state of subnormal numbers. A moving average whose gradients have died decays into them and,
 * rounded to nearest, stays there, where each operation takes some twenty times as long. A step's number alone decides, so
 * that a training that is resumed keeps its bits.
 */
export const isSweep = (t: number): boolean => t % 32 === 0;

/** What is nearer to 0 is subnormal. */
export const leastNormal = ({ BYTES_PER_ELEMENT }: FloatType | FloatArray): number =>
  BYTES_PER_ELEMENT > 4 ? 2 ** -1022 : 2 ** -126;

/** Sets subnormal numbers to 0, of their sign. */
export function sweep(array: FloatArray): void {
  const least = leastNormal(array);
  for (let i = 0; i < array.length; i++) if (Math.abs(array[i]!) < least) array[i]! *= 0;
}
