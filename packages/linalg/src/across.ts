/**
 * What AdamP does with the rows or the columns of a matrix, in float64 and in order, row by row, whatever the matrix is: products
 * with each other, and a step across them.
 */

import type { Floats } from "./check.ts";
import { acrossIn } from "./kernels/across.ts";
import { inPieces, type Sides } from "./pieces.ts";

/** The lines of a matrix that belong together: its rows, or its columns. */
export interface Lines extends Sides {
  readonly perRow: boolean;
}

export interface Dots {
  readonly xy: Float64Array;
  readonly xx: Float64Array;
  readonly yy: Float64Array;
}

/** Each line's Σ xy, Σ x² and Σ y², on top of what is there. */
export function dots({ xy, xx, yy }: Dots, x: Floats, y: Floats, { rows, columns, perRow }: Lines): void {
  const done = inPieces(
    acrossIn,
    { rows, columns },
    [
      [x, false],
      [y, false],
    ],
    [xy, xx, yy].map((sums) => [sums, perRow, true] as const),
    (kernels, { rows, columns }, [one, other], [ab, aa, bb]) =>
      kernels[perRow ? "rowDots" : "columnDots"](ab!, aa!, bb!, one!, other!, rows, columns),
  );
  if (done) return;
  for (let r = 0, k = 0; r < rows; r++)
    if (perRow) {
      let [ab, aa, bb] = [xy[r]!, xx[r]!, yy[r]!];
      for (const end = k + columns; k < end; k++) {
        ab += x[k]! * y[k]!;
        aa += x[k]! * x[k]!;
        bb += y[k]! * y[k]!;
      }
      xy[r] = ab;
      xx[r] = aa;
      yy[r] = bb;
    } else
      for (let c = 0; c < columns; c++, k++) {
        xy[c]! += x[k]! * y[k]!;
        xx[c]! += x[k]! * x[k]!;
        yy[c]! += y[k]! * y[k]!;
      }
}

/** Adam's direction u = (stays·m + ahead·g) / (√v + floor), 0 where that would be divided by 0. */
export interface Direction {
  readonly g: Floats;
  readonly m: Floats;
  readonly v: Floats;
  readonly stays: number;
  readonly ahead: number;
  readonly floor: number;
}

function at({ g, m, v, stays, ahead, floor }: Direction, k: number): number {
  const root = Math.sqrt(v[k]!) + floor;
  return root > 0 ? (stays * m[k]! + ahead * g[k]!) / root : 0;
}

/** Each line's Σ wu, on top of what is there. */
export function pulls(sums: Float64Array, w: Floats, u: Direction, { rows, columns, perRow }: Lines): void {
  const { stays, ahead, floor } = u;
  const done = inPieces(
    acrossIn,
    { rows, columns },
    [w, u.g, u.m, u.v].map((x) => [x, false] as const),
    [[sums, perRow, true]],
    (kernels, { rows, columns }, [x, g, m, v], [to]) =>
      kernels.pulls(to!, x!, g!, m!, v!, stays, ahead, floor, perRow, rows, columns),
  );
  if (done) return;
  for (let r = 0, k = 0; r < rows; r++)
    for (let c = 0; c < columns; c++, k++) sums[perRow ? r : c]! += w[k]! * at(u, k);
}

/** w ← keep·w - α·(u - p·w), p the line's number. */
export function moveAcross(
  w: Floats,
  u: Direction,
  by: Float64Array,
  { keep, alpha }: { readonly keep: number; readonly alpha: number },
  { rows, columns, perRow }: Lines,
): void {
  const { stays, ahead, floor } = u;
  const done = inPieces(
    acrossIn,
    { rows, columns },
    [w, u.g, u.m, u.v].map((x) => [x, x === w] as const),
    [[by, perRow, false]],
    (kernels, { rows, columns }, [x, g, m, v], [from]) =>
      kernels.moveAcross(from!, x!, g!, m!, v!, stays, ahead, floor, keep, alpha, perRow, rows, columns),
  );
  if (done) return;
  for (let r = 0, k = 0; r < rows; r++)
    for (let c = 0; c < columns; c++, k++) w[k] = keep * w[k]! - alpha * (at(u, k) - by[perRow ? r : c]! * w[k]!);
}
