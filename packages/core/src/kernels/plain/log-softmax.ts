import { wideExp } from "@downhill/plugin/math";
import { furtherKernelsFor } from "../bindings/further-in-heap.ts";
import { flushed } from "./flush.ts";
import { newLanes, total } from "./lanes.ts";
import { logSumExp } from "./log-sum-exp.ts";

const lanes = newLanes();

/** y[i, j] = x[i, j] - mᵢ - ln Σₖ exp(x[i, k] - mᵢ), mᵢ the maximum of row i. In float64, flushed and rounded once. */
export function logSoftmaxForward(y: Float32Array, x: Float32Array, rows: number, columns: number): void {
  const kernels = furtherKernelsFor(y, x);
  if (kernels) {
    kernels.logSoftmax(y.byteOffset, x.byteOffset, rows, columns);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const [maximum, lost] = logSumExp(x, start, columns);
    for (let p = start; p < start + columns; p++) y[p] = flushed(x[p]! - maximum - lost);
  }
}

/** dx[i, j] = dy[i, j] - exp(y[i, j])·Σₖ dy[i, k]. */
export function logSoftmaxBackward(
  dx: Float32Array,
  dy: Float32Array,
  y: Float32Array,
  rows: number,
  columns: number,
): void {
  const kernels = furtherKernelsFor(dx, dy, y);
  if (kernels) {
    kernels.logSoftmaxBackward(dx.byteOffset, dy.byteOffset, y.byteOffset, rows, columns);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const end = start + columns;
    for (let j = 0; j < columns; j++) lanes[j & 3]! += dy[start + j]!;
    const sum = total(lanes);
    for (let p = start; p < end; p++) dx[p] = flushed(dy[p]! - wideExp(y[p]!) * sum);
  }
}
