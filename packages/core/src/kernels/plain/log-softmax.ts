import { log, wideExp } from "@downhill/plugin/math";
import { flushed } from "./flush.ts";

/** y[i, j] = x[i, j] - mᵢ - ln Σₖ exp(x[i, k] - mᵢ), mᵢ the maximum of row i. In float64, flushed and rounded once. */
export function logSoftmaxForward(y: Float32Array, x: Float32Array, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const end = start + columns;
    let maximum = x[start]!;
    for (let p = start + 1; p < end; p++) maximum = Math.max(maximum, x[p]!);
    let sum = 0;
    for (let p = start; p < end; p++) sum += wideExp(x[p]! - maximum);
    const lost = log(sum);
    for (let p = start; p < end; p++) y[p] = flushed(x[p]! - maximum - lost);
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
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const end = start + columns;
    let sum = 0;
    for (let p = start; p < end; p++) sum += dy[p]!;
    for (let p = start; p < end; p++) dx[p] = flushed(dy[p]! - wideExp(y[p]!) * sum);
  }
}
