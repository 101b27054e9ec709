import { wideTanh } from "../../math/wide.ts";
import { flushed } from "./flush.ts";

/** y = tanh x. In float64, flushed and rounded once. */
export function tanhForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(wideTanh(x[i]!));
}

/** dx = dy·(1 - y²). */
export function tanhBackward(dx: Float32Array, dy: Float32Array, y: Float32Array): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(dy[i]! * (1 - y[i]! * y[i]!));
}
