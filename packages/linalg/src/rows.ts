/** Tensors as rows: what lies along one axis, and products of it. */

import type { FloatArray } from "@downhill/plugin";

/** How a tensor falls into rows: what one index of an axis has, wherever in memory the axis lies, or all in one. */
export interface Rows {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

const product = (lengths: readonly number[]) => lengths.reduce((product, n) => product * n, 1);

/** A row for each index of that axis. */
export const rowsOf = (shape: readonly number[], axis: number): Rows => ({
  outer: product(shape.slice(0, axis)),
  count: shape[axis]!,
  inner: product(shape.slice(axis + 1)),
});

/** All as one row. */
export const oneRow = (length: number): Rows => ({ outer: 1, count: 1, inner: length });

/** Each row's Σ xᵢyᵢ, in `sums`, which has a number for each. */
export function dots(sums: Float64Array, x: FloatArray, y: FloatArray, { outer, count, inner }: Rows): Float64Array {
  sums.fill(0);
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++) {
      let sum = 0;
      for (const end = k + inner; k < end; k++) sum += x[k]! * y[k]!;
      sums[r]! += sum;
    }
  return sums;
}
