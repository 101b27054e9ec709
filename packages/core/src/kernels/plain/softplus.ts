import { wideSigmoid, wideSoftplus } from "../../math/wide.ts";
import { flushed } from "./flush.ts";

/** y = ln(1 + eˣ). In float64, flushed and rounded once. */
export function softplusForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(wideSoftplus(x[i]!));
}

/** dx = dy·σ(x). */
export function softplusBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(dy[i]! * wideSigmoid(x[i]!));
}
