import { matmulNN, matmulNT } from "@downhill/linalg";
import { checkNumber } from "@downhill/plugin/arguments";
import type { Initializer } from "./initializers.ts";

/** Vectors that are made orthogonal to those before them by one product, and to each other one by one. */
const BLOCK = 32;

/**
 * A random orthogonal matrix times `gain`: `shape` is taken as first dimension × all others, and whichever of rows and
 * columns are fewer become orthonormal. Draws one normal an element, in row-major order.
 *
 * Gram–Schmidt, block by block, each twice, in float64; it is the Q of the QR decomposition whose R has a positive diagonal.
 *
 * @throws TypeError or RangeError for a gain that is not a finite number.
 * Source: Saxe et al. 2014; `torch.nn.init.orthogonal_` gives the same matrix for the same draws.
 */
export function orthogonal(gain = 1): Initializer {
  checkNumber("orthogonal", "gain", gain);
  return (values, shape, random) => {
    const rows = shape[0] ?? 1;
    const columns = values.length / rows;
    const drawn = Float64Array.from(values, () => random.normal());
    const across = rows < columns;
    const q = across ? drawn : transposed(drawn, rows, columns);
    orthonormalize(q, Math.min(rows, columns), Math.max(rows, columns));
    const made = across ? q : transposed(q, columns, rows);
    for (let i = 0; i < values.length; i++) values[i] = gain * made[i]!;
  };
}

function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  const t = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) t[j * rows + i] = a[i * columns + j]!;
  return t;
}

/** Of the rows of q, `count × length`. */
function orthonormalize(q: Float64Array, count: number, length: number): void {
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(start + BLOCK, count);
    const block = q.subarray(start * length, end * length);
    for (let round = 0; round < 2; round++) {
      subtractProjections(block, end - start, q.subarray(0, start * length), start, length);
      for (let i = 0; i < end - start; i++) {
        for (let j = 0; j < i; j++) subtractProjection(block, i * length, j * length, length);
        normalize(block, i * length, length);
      }
    }
  }
}

/** V -= (V·Uᵀ)·U, for orthonormal rows of U. */
function subtractProjections(v: Float64Array, rows: number, u: Float64Array, count: number, length: number): void {
  if (count === 0) return;
  const dots = new Float64Array(rows * count);
  const projections = new Float64Array(v.length);
  matmulNT(dots, v, u, rows, length, count);
  matmulNN(projections, dots, u, rows, count, length);
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
