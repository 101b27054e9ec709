import type { FloatArray } from "../contract.ts";

/** A copy of a piece of an array. */
export type Piece = readonly [copy: FloatArray, array: FloatArray];

/** Elements up to which a loop copies faster than a call of `set`. */
const few = 24;

export function copy(to: FloatArray, from: FloatArray): void {
  if (from.length > few) to.set(from);
  else for (let i = 0; i < from.length; i++) to[i] = from[i]!;
}

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
    for (const [piece, array] of loads) copy(piece, n < length ? array.subarray(from, from + n) : array);
    compute(n, from);
    for (const [piece, array] of stores)
      copy(n < length ? array.subarray(from, from + n) : array, n < piece.length ? piece.subarray(0, n) : piece);
  }
}
