import type { FloatArray } from "../contract.ts";

/** A copy of a piece of an array. */
export type Piece = readonly [copy: FloatArray, array: FloatArray];

/**
 * Works through arrays of `length` elements in pieces of `size`: copies a piece of each, has the copies computed with,
 * and copies the results back.
 */
export function inPieces(
  length: number,
  size: number,
  loads: readonly Piece[],
  stores: readonly Piece[],
  compute: (n: number, from: number) => void,
): void {
  for (let from = 0; from < length; from += size) {
    const n = Math.min(size, length - from);
    for (const [copy, array] of loads) copy.set(n < length ? array.subarray(from, from + n) : array);
    compute(n, from);
    for (const [copy, array] of stores) array.set(n < copy.length ? copy.subarray(0, n) : copy, from);
  }
}
