import { wideSigmoid } from "../../math/wide.ts";
import { flushed } from "./flush.ts";

/** y = σ(x) = 1 / (1 + e⁻ˣ). In float64, flushed and rounded once. */
export function sigmoidForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(wideSigmoid(x[i]!));
}

/** dx = dy·y·(1 - y). */
export function sigmoidBackward(dx: Float32Array, dy: Float32Array, y: Float32Array): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(dy[i]! * (y[i]! * (1 - y[i]!)));
}
