import { matmulNN, matmulTN } from "@downhill/linalg";
import type { FloatArray } from "@downhill/plugin";

/** Rows of a product that are computed together: with more, less of what is zero is left out. */
const PRODUCT = 128;
/** Rows that are solved together; within them plain loops go. */
const SOLUTION = 32;

/** Side by side, a block of q, n × n, that begins at a row and a column. */
function cut(
  panel: FloatArray,
  q: FloatArray,
  n: number,
  row: number,
  column: number,
  rows: number,
  columns: number,
): FloatArray {
  for (let i = 0, to = 0; i < rows; i++)
    for (let from = (row + i) * n + column, end = from + columns; from < end; from++) panel[to++] = q[from]!;
  return panel.subarray(0, rows * columns);
}

/**
 * out = Q·X, or Qᵀ·X, of an upper triangular Q, n × n, and X, n × columns: `matmulNN` and `matmulTN` without most of the zeros.
 * @param panel as long as q, to work in; of Q·X it may be q itself, which is lost then
 */
export function triangularProduct(
  out: FloatArray,
  q: FloatArray,
  x: FloatArray,
  n: number,
  columns: number,
  transposed: boolean,
  panel: FloatArray,
): void {
  for (let i = 0; i < n; i += PRODUCT) {
    const rows = Math.min(PRODUCT, n - i);
    const to = out.subarray(i * columns, (i + rows) * columns);
    if (transposed) {
      const inner = i + rows;
      matmulTN(to, cut(panel, q, n, 0, i, inner, rows), x.subarray(0, inner * columns), rows, inner, columns);
    } else {
      const inner = n - i;
      matmulNN(to, cut(panel, q, n, i, i, rows, inner), x.subarray(i * columns), rows, inner, columns);
    }
  }
}

/**
 * X ← Q⁻ᵀ·X of an upper triangular Q, n × n, and X, n × columns: forward substitution. A block of rows first loses, in one
 * product, what the rows before it have in it. Golub & Van Loan, 3.1.4.
 * @param z as long as x, to work in
 * @param panel as long as q, to work in
 */
export function triangularSolve(
  x: FloatArray,
  q: FloatArray,
  n: number,
  columns: number,
  z: FloatArray,
  panel: FloatArray,
): void {
  for (let first = 0; first < n; first += SOLUTION) {
    const rows = Math.min(SOLUTION, n - first);
    if (first > 0) {
      const known = z.subarray(0, rows * columns);
      matmulTN(known, cut(panel, q, n, 0, first, first, rows), x.subarray(0, first * columns), rows, first, columns);
      for (let i = 0, to = first * columns; i < known.length; i++, to++) x[to] = x[to]! - known[i]!;
    }
    for (let j = first; j < first + rows; j++) {
      const from = j * columns;
      const diagonal = q[j * n + j]!;
      for (let c = 0; c < columns; c++) x[from + c] = x[from + c]! / diagonal;
      for (let i = j + 1; i < first + rows; i++) {
        const each = q[j * n + i]!;
        const to = i * columns;
        if (each !== 0) for (let c = 0; c < columns; c++) x[to + c] = x[to + c]! - each * x[from + c]!;
      }
    }
  }
}

/** out = Xᵀ of X, rows × columns; in squares, since one of both is read or written across the lines of the cache. */
export function transpose(out: FloatArray, x: FloatArray, rows: number, columns: number): void {
  for (let i = 0; i < rows; i += 16)
    for (let j = 0; j < columns; j += 16)
      for (let row = i; row < Math.min(rows, i + 16); row++)
        for (let column = j; column < Math.min(columns, j + 16); column++)
          out[column * rows + row] = x[row * columns + column]!;
}
