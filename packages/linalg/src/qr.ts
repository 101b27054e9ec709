import { checkApart, checkFinite, checkMatrix, checkSize, type Floats } from "./check.ts";
import { reflection } from "./householder.ts";
import { type Reserve, reserve } from "./workspace.ts";

const norm = new Float64Array(1);

export function qrIn(reserve: Reserve, q: Floats, r: Floats, a: Floats, rows: number, columns: number): void {
  const size = Math.min(rows, columns);
  const workspace = reserve(8 * (rows * columns + rows * size + size));
  const { f64, vectors, start } = workspace;
  // Both by columns, which are what is reflected.
  const at = start / 8;
  const qt = at + rows * columns;
  const betas = qt + rows * size;
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) f64[at + j * rows + i] = a[i * columns + j]!;
  r.fill(0);
  for (let k = 0; k < size; k++) {
    const v = at + k * rows + k;
    const beta = reflection(workspace, v, rows - k, norm);
    f64[betas + k] = beta;
    r[k * columns + k] = norm[0]!;
    for (let j = k + 1; j < columns; j++) {
      const column = at + j * rows + k;
      if (beta !== 0) vectors.addScaled(column, v, rows - k, -beta * vectors.dot(column, v, rows - k));
      r[k * columns + j] = f64[column]!;
    }
  }
  // Q = H₀·H₁·…, from the last reflection on.
  f64.fill(0, qt, qt + rows * size);
  for (let k = 0; k < size; k++) f64[qt + k * rows + k] = 1;
  for (let k = size - 1; k >= 0; k--) {
    const v = at + k * rows + k;
    const beta = f64[betas + k]!;
    for (let j = k; j < size && beta !== 0; j++) {
      const column = qt + j * rows + k;
      vectors.addScaled(column, v, rows - k, -beta * vectors.dot(column, v, rows - k));
    }
  }
  for (let i = 0; i < rows; i++) for (let j = 0; j < size; j++) q[i * size + j] = f64[qt + j * rows + i]!;
}

/**
 * A = Q·R of A, `rows × columns`, with QᵀQ = I and R upper triangular. R's diagonal is not negative (LAPACK's may be: its
 * rows, and Q's columns, have the other sign then), so that Q and R of a matrix of full rank are the only ones there are.
 *
 * Householder reflections in float64, of Float32Arrays too, rounded once: Golub & Van Loan, algorithms 5.1.1 and 5.2.1.
 * With k = min(rows, columns), some 4·rows·columns·k operations.
 *
 * @param q rows × k
 * @param r k × columns
 * @throws TypeError for what is no array of floats; RangeError for lengths that do not fit the sizes, for an element of A
 * that is not finite, and for a `q` and `r` that share memory. Either may be A itself.
 */
export function qr(q: Floats, r: Floats, a: Floats, rows: number, columns: number): void {
  checkSize("qr", "rows", rows);
  checkSize("qr", "columns", columns);
  const size = Math.min(rows, columns);
  checkMatrix("qr", "q", q, rows, size);
  checkMatrix("qr", "r", r, size, columns);
  checkMatrix("qr", "a", a, rows, columns);
  checkApart("qr", "q", q, "r", r);
  checkFinite("qr", "a", a, columns);
  qrIn(reserve, q, r, a, rows, columns);
}
