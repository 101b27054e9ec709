import type { FloatArray } from "../contract.ts";

/** An array that lies elsewhere, and the place in the scratch page that it is copied to. */
export interface Piece {
  readonly array: FloatArray;
  /** Its index in the scratch page. */
  readonly at: number;
  /** The copy there. */
  readonly copy: FloatArray;
}

/** Elements up to which a loop copies faster than a call of `set`. */
const few = 24;

export function copy(to: FloatArray, from: FloatArray): void {
  if (from.length > few) to.set(from);
  else for (let i = 0; i < from.length; i++) to[i] = from[i]!;
}

/** A place for each of the arrays, one after the other from `at` on. */
export function piecesOf(arrays: readonly FloatArray[], scratch: FloatArray, at: number): Piece[] {
  let next = at;
  return arrays.map((array) => {
    const piece = { array, at: next, copy: scratch.subarray(next, next + array.length) };
    next += array.length;
    return piece;
  });
}

export function load(scratch: FloatArray, { array, at }: Piece): void {
  const n = array.length;
  if (n > few) scratch.set(array, at);
  else for (let i = 0, to = at; i < n; i++, to++) scratch[to] = array[i]!;
}

export function store(scratch: FloatArray, { array, at, copy }: Piece): void {
  const n = array.length;
  if (n > few) array.set(copy);
  else for (let i = 0, from = at; i < n; i++, from++) array[i] = scratch[from]!;
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
  scratch: FloatArray,
  compute: (n: number, from: number) => void,
): void {
  for (let from = 0; from < length; from += size) {
    const n = Math.min(size, length - from);
    for (const { array, at } of loads) scratch.set(array.subarray(from, from + n), at);
    compute(n, from);
    for (const { array, copy } of stores) array.set(copy.subarray(0, n), from);
  }
}
