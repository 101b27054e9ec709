import { type Direction, dots, type Lines, moveAcross, pulls } from "@downhill/linalg/across";
import type { FloatArray } from "@downhill/plugin";

/** How a tensor falls into rows: the weights of one output each, wherever in memory its axis lies, or all in one. */
export interface Rows {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

const product = (lengths: readonly number[]) => lengths.reduce((product, n) => product * n, 1);

export const rowsOf = (shape: readonly number[], axis: number): Rows => ({
  outer: product(shape.slice(0, axis)),
  count: shape[axis]!,
  inner: product(shape.slice(axis + 1)),
});

export const oneRow = (length: number): Rows => ({ outer: 1, count: 1, inner: length });

/** Room for seven numbers of each row, which nothing outlasts a tensor's step in. */
let room = new Float64Array(0);

/** The `i`th of them, of each row. */
function numbers(count: number, i: number): Float64Array {
  if (room.length < 7 * count) room = new Float64Array(7 * count);
  return room.subarray(i * count, (i + 1) * count);
}

/** The matrices that a tensor is, in which its rows are rows or columns, and where each of them begins. */
function matrices({ outer, count, inner }: Rows): { lines: Lines; starts: number[] } {
  if (inner === 1) return { lines: { rows: outer, columns: count, perRow: false }, starts: [0] };
  const starts = Array.from({ length: outer }, (_, i) => i * count * inner);
  return { lines: { rows: count, columns: inner, perRow: true }, starts };
}

/** Whether weights and gradient are so near to orthogonal, in all rows, that a norm of the weights seems not to matter. */
export function isScaleInvariant(w: FloatArray, g: FloatArray, rows: Rows, delta: number, eps: number): boolean {
  const { count, outer, inner } = rows;
  const [both, ofG, ofW] = [0, 1, 2].map((i) => numbers(count, i).fill(0)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { lines, starts } = matrices(rows);
  const size = lines.rows * lines.columns;
  for (const from of starts) {
    // Each matrix has sums of its own, which are added then.
    const [xy, xx, yy] = [4, 5, 6].map((i) => numbers(count, i).fill(0)) as [Float64Array, Float64Array, Float64Array];
    dots({ xy, xx, yy }, g.subarray(from, from + size), w.subarray(from, from + size), lines);
    for (let r = 0; r < count; r++) {
      both[r]! += xy[r]!;
      ofG[r]! += xx[r]!;
      ofW[r]! += yy[r]!;
    }
  }
  const threshold = delta / Math.sqrt(outer * inner);
  for (let r = 0; r < count; r++) {
    const norms = Math.max(Math.sqrt(ofG[r]!), eps) * Math.max(Math.sqrt(ofW[r]!), eps);
    if (Math.abs(both[r]!) / (norms || 1) >= threshold) return false;
  }
  return true;
}

/** w ← keep·w - α·(u - the part of u along w), row by row. `isScaleInvariant` has been asked before. */
export function move(
  w: FloatArray,
  direction: Direction,
  rows: Rows,
  { keep, alpha, eps }: { readonly keep: number; readonly alpha: number; readonly eps: number },
): void {
  const { count } = rows;
  const [ofW, along] = [numbers(count, 2), numbers(count, 3).fill(0)];
  const { lines, starts } = matrices(rows);
  const parts = starts.map((from) => {
    const part = (x: FloatArray) => x.subarray(from, from + lines.rows * lines.columns);
    const { g, m, v } = direction;
    return [
      part(w),
      { ...direction, g: part(g as FloatArray), m: part(m as FloatArray), v: part(v as FloatArray) },
    ] as const;
  });
  for (const [x, u] of parts) pulls(along, x, u, lines);
  for (let r = 0; r < count; r++) along[r]! /= (Math.sqrt(ofW[r]!) + eps) ** 2 || 1;
  for (const [x, u] of parts) moveAcross(x, u, along, { keep, alpha }, lines);
}
