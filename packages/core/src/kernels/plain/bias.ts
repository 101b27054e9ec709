import { kernelsFor } from "../bindings/in-heap.ts";
import { flushed } from "./flush.ts";
import { pairwiseSum } from "./sum.ts";

/** y[i, j] += b[j], in float32, flushed. */
export function addBias(y: Float32Array, b: Float32Array, rows: number, columns: number): void {
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, p++) y[p] = flushed(y[p]! + b[j]!);
  }
}

/**
 * The same, and then max(0, y): as (y + |y|) / 2, since a branch on the sign would mostly be mispredicted. That of -∞, like
 * that of NaN, is NaN.
 */
export function addBiasRelu(y: Float32Array, b: Float32Array, rows: number, columns: number): void {
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, p++) {
      const z = flushed(y[p]! + b[j]!);
      const positive = (z + Math.abs(z)) * 0.5;
      y[p] = Number.isNaN(positive) ? Math.max(0, z) : positive;
    }
  }
}

/**
 * db[j] = Σᵢ dy[i, j], in float32, in the order of `np.sum(dy, axis=0)`: row after row, except that a single column is
 * one contiguous run to NumPy, which it sums as one. The sums are flushed.
 */
export function sumRows(db: Float32Array, dy: Float32Array, rows: number, columns: number): void {
  const kernels = kernelsFor(db, dy);
  if (kernels) {
    kernels.sumRows(db.byteOffset, dy.byteOffset, rows, columns);
    return;
  }
  if (columns === 1) {
    db[0] = flushed(pairwiseSum(dy, 0, rows));
    return;
  }
  // Four columns at a time, whose sums do not wait for each other.
  for (let j = 0; j < columns; j += 4) {
    const last = columns - 1 - j;
    const [j1, j2, j3] = [Math.min(1, last), Math.min(2, last), Math.min(3, last)];
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0, p = j; i < rows; i++, p += columns) {
      s0 = Math.fround(s0 + dy[p]!);
      s1 = Math.fround(s1 + dy[p + j1]!);
      s2 = Math.fround(s2 + dy[p + j2]!);
      s3 = Math.fround(s3 + dy[p + j3]!);
    }
    db[j] = flushed(s0);
    db[j + j1] = flushed(s1);
    db[j + j2] = flushed(s2);
    db[j + j3] = flushed(s3);
  }
}
