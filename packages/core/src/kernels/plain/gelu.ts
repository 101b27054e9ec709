import { narrowGelu, narrowGeluSlope, narrowGeluTanh, narrowGeluTanhSlope } from "../../math/narrow-gelu.ts";
import { flushed } from "./flush.ts";

/** y = x·Φ(x), Φ the standard normal distribution function. Flushed. */
export function geluForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(narrowGelu(x[i]!));
}

/** dx = dy·(Φ(x) + x·φ(x)), φ the normal density. */
export function geluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(Math.fround(dy[i]! * narrowGeluSlope(x[i]!)));
}

/** y = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
export function geluTanhForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(narrowGeluTanh(x[i]!));
}

/** dx = dy times its slope. */
export function geluTanhBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(Math.fround(dy[i]! * narrowGeluTanhSlope(x[i]!)));
}
