/**
 * Loops over a matrix with float64 numbers for its rows and columns, computed in float64 and in order, row by row, whatever the
 * matrix is: for methods that keep a number for each row and column in place of a matrix.
 */

import { type Floats, isFloat32 } from "./check.ts";
import { type RowLoops, rowLoopsIn } from "./kernels/rows.ts";
import { reserve, type Workspace } from "./workspace.ts";

/** The sides of a row-major matrix. */
export interface Sides {
  readonly rows: number;
  readonly columns: number;
}

/** A matrix's numbers by row and by column. */
export interface Factors {
  readonly byRow: Float64Array;
  readonly byColumn: Float64Array;
}

/** Elements from which on copying them to the kernels takes less than those save. */
const WORTHWHILE = 512;
/** Elements of a piece: what is copied stays in the first-level cache. */
const PIECE = 4096;

/**
 * Has kernels go through matrices that are copied to them, so many rows at a time.
 * @param matrices of float32, and whether each is written
 * @param vectors of float64, whether each has a number for every row, and whether it is written
 * @param run of so many rows: the addresses of those of the matrices, and of the vectors
 * @returns false where there are no kernels, or not enough for them to do: nothing has been done then
 */
function inPieces(
  { rows, columns }: Sides,
  matrices: readonly (readonly [x: Floats, written: boolean])[],
  vectors: readonly (readonly [v: Float64Array, perRow: boolean, written: boolean])[],
  run: (kernels: RowLoops, rows: number, matrices: readonly number[], vectors: readonly number[]) => void,
): boolean {
  if (rows * columns < WORTHWHILE || !isFloat32(matrices[0]![0])) return false;
  const many = Math.min(rows, Math.max(1, Math.floor(PIECE / columns)));
  const numbers = vectors.reduce((sum, [{ length }]) => sum + length, 0);
  const { heap, start, f32, f64 } = roomFor(8 * numbers + 4 * many * columns * matrices.length);
  const kernels = heap && rowLoopsIn(heap);
  if (!kernels) return false;
  let next = start;
  const at = vectors.map(([v]) => {
    f64.set(v, next / 8);
    next += 8 * v.length;
    return next - 8 * v.length;
  });
  const to = matrices.map((_, i) => next + 4 * many * columns * i);
  for (let row = 0; row < rows; row += many) {
    const height = Math.min(many, rows - row);
    const [from, end] = [row * columns, (row + height) * columns];
    for (const [i, [x]] of matrices.entries()) f32.set(x.subarray(from, end), to[i]! / 4);
    run(
      kernels,
      height,
      to,
      vectors.map(([, perRow], i) => at[i]! + (perRow ? 8 * row : 0)),
    );
    for (const [i, [x, written]] of matrices.entries())
      if (written) x.set(f32.subarray(to[i]! / 4, to[i]! / 4 + end - from), from);
  }
  for (const [i, [v, , written]] of vectors.entries())
    if (written) v.set(f64.subarray(at[i]! / 8, at[i]! / 8 + v.length));
  return true;
}

const roomFor = (bytes: number): Workspace => reserve(bytes + 16);

/** sums += Σ x of each column. */
export function columnSums(sums: Float64Array, x: Floats, { rows, columns }: Sides): void {
  const done = inPieces({ rows, columns }, [[x, false]], [[sums, false, true]], (kernels, n, [from], [to]) =>
    kernels.columnSums(to!, from!, n, columns),
  );
  if (done) return;
  for (let k = 0; k < x.length; ) for (let c = 0; c < columns; c++, k++) sums[c] = sums[c]! + x[k]!;
}

/** x -= its column's mean. */
export function subtractColumns(x: Floats, means: Float64Array, { rows, columns }: Sides): void {
  const done = inPieces({ rows, columns }, [[x, true]], [[means, false, false]], (kernels, n, [at], [from]) =>
    kernels.subtractColumns(at!, from!, n, columns),
  );
  if (done) return;
  for (let k = 0; k < x.length; ) for (let c = 0; c < columns; c++, k++) x[k] = x[k]! - means[c]!;
}

/** Σ x² of each row and of each column, on top of what is there. */
export function squareSums({ byRow, byColumn }: Factors, x: Floats, { rows, columns }: Sides): void {
  const done = inPieces(
    { rows, columns },
    [[x, false]],
    [
      [byRow, true, true],
      [byColumn, false, true],
    ],
    (kernels, n, [from], [row, column]) => kernels.squareSums(row!, column!, from!, n, columns),
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
  { byRow, byColumn }: Factors,
  most: number,
  { rows, columns }: Sides,
): number {
  let total = sum;
  const done = inPieces(
    { rows, columns },
    [[x, false]],
    [
      [byRow, true, false],
      [byColumn, false, false],
    ],
    (kernels, n, [from], [row, column]) => {
      total = kernels.scaledSquares(total, from!, row!, column!, most, n, columns);
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
  { byRow, byColumn }: Factors,
  most: number,
  keep: number,
  alpha: number,
  { rows, columns }: Sides,
): void {
  const done = inPieces(
    { rows, columns },
    [
      [w, true],
      [x, false],
    ],
    [
      [byRow, true, false],
      [byColumn, false, false],
    ],
    (kernels, n, [to, from], [row, column]) =>
      kernels.moveScaled(to!, from!, row!, column!, most, keep, alpha, n, columns),
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
  { byRow, byColumn }: Factors,
  next: Factors,
  { momentum, eps, beta2, fresh, largest }: Cover,
  { rows, columns }: Sides,
): void {
  const done = inPieces(
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
    (kernels, n, [from, to], [row, column, ofRow, ofColumn]) =>
      kernels.cover(
        ...([from!, to!, row!, column!, ofRow!, ofColumn!] as const),
        ...([momentum, eps, beta2, fresh, largest, n, columns] as const),
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
