import { exp32 } from "@downhill/plugin/math";
import { kernelsFor } from "../bindings/in-heap.ts";
import { flushed } from "./flush.ts";
import type { MatmulPrecision } from "./matmul.ts";
import { pairwiseSum } from "./sum.ts";

/**
 * y[i, j] = exp(x[i, j] - mᵢ) / Σₖ exp(x[i, k] - mᵢ), where mᵢ is the maximum of row i: it cancels, and keeps `exp` from
 * overflowing. In float32 at each operation, the row summed in NumPy's order, and flushed.
 */
export function softmaxForward(y: Float32Array, x: Float32Array, rows: number, columns: number): void {
  const kernels = kernelsFor(y, x);
  if (kernels) {
    kernels.softmax(y.byteOffset, x.byteOffset, rows, columns);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const end = start + columns;
    let maximum = x[start]!;
    for (let p = start + 1; p < end; p++) maximum = Math.max(maximum, x[p]!);
    for (let p = start; p < end; p++) y[p] = flushed(exp32(Math.fround(x[p]! - maximum)));
    const sum = pairwiseSum(y, start, columns);
    for (let p = start; p < end; p++) y[p] = flushed(y[p]! / sum);
  }
}

/** dx[i, j] = y[i, j]·(dy[i, j] - Σₖ dy[i, k]·y[i, k]): the Jacobian diag(y) - y·yᵀ of each row, times its dy. */
export function softmaxBackward(
  dx: Float32Array,
  dy: Float32Array,
  y: Float32Array,
  rows: number,
  columns: number,
  matmulPrecision: MatmulPrecision,
): void {
  const float64 = matmulPrecision === "float64";
  const kernels = kernelsFor(dx, dy, y);
  if (kernels) {
    kernels.softmaxBackward(dx.byteOffset, dy.byteOffset, y.byteOffset, rows, columns, float64 ? 1 : 0);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const end = start + columns;
    let dot = 0;
    for (let p = start; p < end; p++)
      dot = float64 ? dot + dy[p]! * y[p]! : Math.fround(dot + Math.fround(dy[p]! * y[p]!));
    dot = Math.fround(dot);
    for (let p = start; p < end; p++) dx[p] = flushed(y[p]! * Math.fround(dy[p]! - dot));
  }
}
