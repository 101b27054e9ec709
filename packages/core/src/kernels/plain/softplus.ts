import { narrowSigmoid, narrowSoftplus } from "../../math/narrow.ts";
import { flushed } from "./flush.ts";

/** y = ln(1 + eˣ). In float32 at each operation, and flushed. */
export function softplusForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(narrowSoftplus(x[i]!));
}

/** dx = dy·σ(x). */
export function softplusBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(Math.fround(dy[i]! * narrowSigmoid(x[i]!)));
}
