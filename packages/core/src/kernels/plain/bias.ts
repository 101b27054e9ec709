import { kernelsFor } from "../bindings/in-heap.ts";
import { flush, flushed } from "./flush.ts";
import { pairwiseSum } from "./sum.ts";

/** y[i, j] += b[j], in float32, flushed. */
export function addBias(y: Float32Array, b: Float32Array, rows: number, columns: number): void {
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, p++) y[p] = flushed(y[p]! + b[j]!);
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
  db.fill(0);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, p++) db[j] = db[j]! + dy[p]!;
  }
  flush(db);
}
