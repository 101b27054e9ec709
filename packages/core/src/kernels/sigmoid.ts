import { wideSigmoid } from "../math/wide.ts";

/** y = σ(x) = 1 / (1 + e⁻ˣ). In float64, rounded once. */
export function sigmoidForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = wideSigmoid(x[i]!);
}

/** dx = dy·y·(1 - y). */
export function sigmoidBackward(dx: Float32Array, dy: Float32Array, y: Float32Array): void {
  for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * (y[i]! * (1 - y[i]!));
}
