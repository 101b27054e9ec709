import { refuse } from "@downhill/plugin/arguments";
import { checkFinite, checkMatrix, checkSize, isFloat32 } from "./check.ts";
import { doubleIn } from "./kernels/double.ts";
import { multiply } from "./multiply.ts";
import { type Reserve, reserve } from "./workspace.ts";

/** Rows that are made orthogonal to those before them by one product, and to each other one by one. */
const BLOCK = 32;

/**
 * Makes the rows of a matrix orthonormal, in place: of the QR decomposition of its transpose, whose R has a positive
 * diagonal, it is Qᵀ. Gram–Schmidt by blocks of rows, each twice, in float64; some 8·rows²·columns operations.
 *
 * @param q rows × columns, of full rank, with no more rows than columns
 * @throws TypeError for what is no array of floats; RangeError for a length that does not fit the sizes, for more rows
 * than columns, and for an element that is not finite
 */
export function orthonormalRows(q: Float64Array, rows: number, columns: number): void {
  checkSize("orthonormalRows", "rows", rows);
  checkSize("orthonormalRows", "columns", columns);
  if (rows > columns) throw new RangeError(`orthonormalRows: rows must be at most columns, ${columns}, got ${rows}`);
  checkMatrix("orthonormalRows", "q", q, rows, columns);
  if (isFloat32(q)) refuse("orthonormalRows", "q", "a Float64Array", q);
  checkFinite("orthonormalRows", "q", q, columns);
  orthonormalRowsIn(reserve, q, rows, columns);
}

export function orthonormalRowsIn(reserve: Reserve, q: Float64Array, rows: number, columns: number): void {
  for (let start = 0; start < rows; start += BLOCK) {
    const end = Math.min(start + BLOCK, rows);
    const block = q.subarray(start * columns, end * columns);
    for (let round = 0; round < 2; round++) {
      subtractProjections(reserve, block, end - start, q.subarray(0, start * columns), start, columns);
      for (let i = 0; i < end - start; i++) {
        for (let j = 0; j < i; j++) subtractProjection(block, i * columns, j * columns, columns);
        normalize(block, i * columns, columns);
      }
    }
  }
}

/** V -= (V·Uᵀ)·U, for orthonormal rows of U. */
function subtractProjections(
  reserve: Reserve,
  v: Float64Array,
  rows: number,
  u: Float64Array,
  count: number,
  length: number,
): void {
  if (count === 0) return;
  const dots = new Float64Array(rows * count);
  const projections = new Float64Array(v.length);
  multiply(doubleIn, reserve, "NT", "Double", dots, v, u, rows, length, count);
  multiply(doubleIn, reserve, "NN", "Double", projections, dots, u, rows, count, length);
  for (let i = 0; i < v.length; i++) v[i] = v[i]! - projections[i]!;
}

/** v -= (u·v)·u, for u a unit vector; both from their starts on. */
function subtractProjection(q: Float64Array, v: number, u: number, length: number): void {
  let dot = 0;
  for (let k = 0; k < length; k++) dot += q[u + k]! * q[v + k]!;
  for (let k = 0; k < length; k++) q[v + k] = q[v + k]! - dot * q[u + k]!;
}

function normalize(q: Float64Array, v: number, length: number): void {
  let squared = 0;
  for (let k = 0; k < length; k++) squared += q[v + k]! * q[v + k]!;
  const norm = Math.sqrt(squared);
  for (let k = 0; k < length; k++) q[v + k] = q[v + k]! / norm;
}
