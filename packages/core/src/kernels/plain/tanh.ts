import { narrowTanh } from "../../math/narrow.ts";
import { flushed } from "./flush.ts";

const f = Math.fround;

/** y = tanh x. In float32 at each operation, and flushed. */
export function tanhForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(narrowTanh(x[i]!));
}

/** dx = dy·(1 - y)·(1 + y). */
export function tanhBackward(dx: Float32Array, dy: Float32Array, y: Float32Array): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(f(dy[i]! * f(f(1 - y[i]!) * f(1 + y[i]!))));
}
