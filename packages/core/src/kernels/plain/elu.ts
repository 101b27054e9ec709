import { narrowExp, narrowExpm1 } from "../../math/narrow.ts";
import { flushed } from "./flush.ts";

const f = Math.fround;

/** y = x where x > 0, alpha·(eˣ - 1) elsewhere. In float32 at each operation, and flushed. */
export function eluForward(y: Float32Array, x: Float32Array, alpha: number): void {
  const scale = f(alpha);
  for (let i = 0; i < y.length; i++) y[i] = flushed(x[i]! > 0 ? x[i]! : f(scale * narrowExpm1(x[i]!)));
}

/** dx = dy where x > 0, dy·alpha·eˣ elsewhere: the derivative at 0 is alpha. */
export function eluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array, alpha: number): void {
  const scale = f(alpha);
  for (let i = 0; i < dx.length; i++) {
    dx[i] = flushed(x[i]! > 0 ? dy[i]! : f(dy[i]! * f(scale * narrowExp(x[i]!))));
  }
}
