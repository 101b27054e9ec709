import { narrowSigmoid, narrowSilu } from "../../math/narrow.ts";
import { flushed } from "./flush.ts";

const f = Math.fround;

/** y = x·σ(x). In float32 at each operation, and flushed. */
export function siluForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(narrowSilu(x[i]!));
}

/** dx = dy·(s + x·s·(1 - s)), s = σ(x). */
export function siluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  for (let i = 0; i < dx.length; i++) {
    const s = narrowSigmoid(x[i]!);
    dx[i] = flushed(f(dy[i]! * f(s + f(x[i]! * f(s * f(1 - s))))));
  }
}
