import { narrowSigmoid } from "../../math/narrow.ts";
import { flushed } from "./flush.ts";

const f = Math.fround;

/** y = σ(x) = 1 / (1 + e⁻ˣ). In float32 at each operation, and flushed. */
export function sigmoidForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(narrowSigmoid(x[i]!));
}

/** dx = dy·y·(1 - y). */
export function sigmoidBackward(dx: Float32Array, dy: Float32Array, y: Float32Array): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(f(dy[i]! * f(y[i]! * f(1 - y[i]!))));
}
