import { wideSigmoid } from "../../math/wide.ts";
import { flushed } from "./flush.ts";

/** y = x·σ(x). In float64, flushed and rounded once. */
export function siluForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(x[i]! * wideSigmoid(x[i]!));
}

/** dx = dy·(s + x·s·(1 - s)), s = σ(x). */
export function siluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  for (let i = 0; i < dx.length; i++) {
    const s = wideSigmoid(x[i]!);
    dx[i] = flushed(dy[i]! * (s + x[i]! * (s * (1 - s))));
  }
}
