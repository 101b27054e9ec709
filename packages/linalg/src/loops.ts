/**
 * Loops over a matrix with float64 numbers for its rows and columns, computed in float64 and in order, row by row, whatever the
 * matrix is: for methods that keep a number for each row and column in place of a matrix.
 */

import type { Floats } from "./check.ts";
import { rowLoopsIn } from "./kernels/rows.ts";
import { inPieces, type Sides } from "./pieces.ts";

/** A number for each row of a matrix, and for each column. */
export interface BySide {
  readonly byRow: Float64Array;
  readonly byColumn: Float64Array;
}

/** sums += Σ x of each column. */
export function columnSums(sums: Float64Array, x: Floats, { rows, columns }: Sides): void {
  const done = inPieces(
    rowLoopsIn,
    { rows, columns },
    [[x, false]],
    [[sums, false, true]],
    (kernels, { rows, columns }, [from], [to]) => kernels.columnSums(to!, from!, rows, columns),
  );
  if (done) return;
  for (let k = 0; k < x.length; ) for (let c = 0; c < columns; c++, k++) sums[c] = sums[c]! + x[k]!;
}

/** x -= its column's mean. */
export function subtractColumns(x: Floats, means: Float64Array, { rows, columns }: Sides): void {
  const done = inPieces(
    rowLoopsIn,
    { rows, columns },
    [[x, true]],
    [[means, false, false]],
    (kernels, { rows, columns }, [at], [from]) => kernels.subtractColumns(at!, from!, rows, columns),
  );
  if (done) return;
  for (let k = 0; k < x.length; ) for (let c = 0; c < columns; c++, k++) x[k] = x[k]! - means[c]!;
}

/** Σ x² of each row and of each column, on top of what is there. */
export function squareSums({ byRow, byColumn }: BySide, x: Floats, { rows, columns }: Sides): void {
  const done = inPieces(
    rowLoopsIn,
    { rows, columns },
    [[x, false]],
    [
      [byRow, true, true],
      [byColumn, false, true],
    ],
    (kernels, { rows, columns }, [from], [row, column]) => kernels.squareSums(row!, column!, from!, rows, columns),
  );
  if (done) return;
  for (let r = 0, k = 0; r < rows; r++) {
    let sum = byRow[r]!;
    for (let c = 0; c < columns; c++, k++) {
      const square = x[k]! * x[k]!;
      sum += square;
      byColumn[c]! += square;
    }
    byRow[r] = sum;
  }
}

/** sum + Σ u², with u = x·min(rᵢcⱼ, most), r and c the numbers of rows and columns. */
export function scaledSquares(
  sum: number,
  x: Floats,
  { byRow, byColumn }: BySide,
  most: number,
  { rows, columns }: Sides,
): number {
  let total = sum;
  const done = inPieces(
    rowLoopsIn,
    { rows, columns },
    [[x, false]],
    [
      [byRow, true, false],
      [byColumn, false, false],
    ],
    (kernels, { rows, columns }, [from], [row, column]) => {
      total = kernels.scaledSquares(total, from!, row!, column!, most, rows, columns);
    },
  );
  if (done) return total;
  for (let r = 0, k = 0; r < rows; r++) {
    const scale = byRow[r]!;
    for (let c = 0; c < columns; c++, k++) {
      const u = x[k]! * Math.min(scale * byColumn[c]!, most);
      total += u * u;
    }
  }
  return total;
}

/** w ← keep·w - α·u, with u as in `scaledSquares`. */
export function moveScaled(
  w: Floats,
  x: Floats,
  { byRow, byColumn }: BySide,
  most: number,
  keep: number,
  alpha: number,
  { rows, columns }: Sides,
): void {
  const done = inPieces(
    rowLoopsIn,
    { rows, columns },
    [
      [w, true],
      [x, false],
    ],
    [
      [byRow, true, false],
      [byColumn, false, false],
    ],
    (kernels, { rows, columns }, [to, from], [row, column]) =>
      kernels.moveScaled(to!, from!, row!, column!, most, keep, alpha, rows, columns),
  );
  if (done) return;
  for (let r = 0, k = 0; r < rows; r++) {
    const scale = byRow[r]!;
    for (let c = 0; c < columns; c++, k++) w[k] = keep * w[k]! - alpha * (x[k]! * Math.min(scale * byColumn[c]!, most));
  }
}

export interface Cover {
  readonly momentum: number;
  readonly eps: number;
  readonly beta2: number;
  readonly fresh: number;
  readonly largest: number;
}

/**
 * SM3's step of its sums and its momentum: ν = min(β₂·min(rᵢ, cⱼ) + fresh·g², largest), m ← μm + (1 - μ)·g / √(ν + ε), of ν = 0
 * the last term is 0; `next` takes the largest ν of each row and column, where that is more than what is there.
 */
export function coverRows(
  g: Floats,
  m: Floats,
  { byRow, byColumn }: BySide,
  next: BySide,
  { momentum, eps, beta2, fresh, largest }: Cover,
  { rows, columns }: Sides,
): void {
  const done = inPieces(
    rowLoopsIn,
    { rows, columns },
    [
      [g, false],
      [m, true],
    ],
    [
      [byRow, true, false],
      [byColumn, false, false],
      [next.byRow, true, true],
      [next.byColumn, false, true],
    ],
    (kernels, { rows, columns }, [from, to], [row, column, ofRow, ofColumn]) =>
      kernels.cover(
        ...([from!, to!, row!, column!, ofRow!, ofColumn!] as const),
        ...([momentum, eps, beta2, fresh, largest, rows, columns] as const),
      ),
  );
  if (done) return;
  for (let r = 0, k = 0; r < rows; r++) {
    const least = byRow[r]!;
    let most = next.byRow[r]!;
    for (let c = 0; c < columns; c++, k++) {
      const nu = Math.min(beta2 * Math.min(byColumn[c]!, least) + fresh * (g[k]! * g[k]!), largest);
      const u = nu > 0 ? g[k]! / Math.sqrt(nu + eps) : 0;
      m[k] = momentum * m[k]! + (1 - momentum) * u;
      if (nu > next.byColumn[c]!) next.byColumn[c] = nu;
      if (nu > most) most = nu;
    }
    next.byRow[r] = most;
  }
}
