import { furtherKernelsFor } from "../bindings/further-in-heap.ts";
import { laneSum } from "./channels.ts";
import { flushed } from "./flush.ts";

/**
 * y[i] = (x[i] - meanᵢ)·inverseᵢ·w + b for each row i, with inverse = 1 / √(variance + eps), the variance being the biased
 * one. Statistics are `laneSum`s; mean and inverse are left for backward.
 */
export function layerNormForward(
  y: Float32Array,
  x: Float32Array,
  mean: Float32Array,
  inverse: Float32Array,
  weights: Float32Array,
  biases: Float32Array,
  rows: number,
  columns: number,
  eps: number,
): void {
  const kernels = furtherKernelsFor(y, x, mean) && furtherKernelsFor(y, weights);
  if (kernels) {
    kernels.layerNormForward(
      ...([y.byteOffset, x.byteOffset, mean.byteOffset, inverse.byteOffset] as const),
      ...([weights.byteOffset, biases.byteOffset, rows, columns, eps] as const),
    );
    return;
  }
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const mu = laneSum(start, 1, 0, columns, (p) => x[p]!) / columns;
    const squares = laneSum(start, 1, 0, columns, (p) => (x[p]! - mu) * (x[p]! - mu));
    mean[i] = mu;
    inverse[i] = 1 / Math.sqrt(squares / columns + eps);
    for (let j = 0; j < columns; j++) {
      y[start + j] = flushed((x[start + j]! - mean[i]!) * inverse[i]! * weights[j]! + biases[j]!);
    }
  }
}

/**
 * With x̂ = (x - mean)·inverse and g = dy·w: db = Σᵢ dy, dw = Σᵢ dy·x̂, added in float32 row after row, and in each row
 * dx = inverse·(g - mean of g - x̂·mean of g·x̂), its means `laneSum`s.
 */
export function layerNormBackward(
  dx: Float32Array | undefined,
  dw: Float32Array,
  db: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  mean: Float32Array,
  inverse: Float32Array,
  weights: Float32Array,
  rows: number,
  columns: number,
): void {
  const kernels = furtherKernelsFor(dw, dy, x) && furtherKernelsFor(dw, dx ?? dw, mean);
  if (kernels) {
    kernels.layerNormBackward(
      ...([dx?.byteOffset ?? 0, dw.byteOffset, db.byteOffset, dy.byteOffset, x.byteOffset] as const),
      ...([mean.byteOffset, inverse.byteOffset, weights.byteOffset, rows, columns] as const),
    );
    return;
  }
  dw.fill(0);
  db.fill(0);
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const mu = mean[i]!;
    const scale = inverse[i]!;
    const normalized = (p: number) => (x[p]! - mu) * scale;
    for (let j = 0, p = start; j < columns; j++, p++) {
      dw[j] = flushed(dw[j]! + dy[p]! * normalized(p));
      db[j] = flushed(db[j]! + dy[p]!);
    }
    if (!dx) continue;
    const g = (p: number) => dy[p]! * weights[p - start]!;
    const sum = laneSum(start, 1, 0, columns, g);
    const dot = laneSum(start, 1, 0, columns, (p) => g(p) * normalized(p));
    for (let p = start; p < start + columns; p++) {
      dx[p] = flushed(scale * (g(p) - sum / columns - (normalized(p) * dot) / columns));
    }
  }
}
