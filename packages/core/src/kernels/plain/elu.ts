import { wideExp } from "@downhill/plugin/math";
import { wideExpm1 } from "../../math/wide.ts";
import { flushed } from "./flush.ts";

/** y = x where x > 0, alpha·(eˣ - 1) elsewhere. In float64, flushed and rounded once. */
export function eluForward(y: Float32Array, x: Float32Array, alpha: number): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(x[i]! > 0 ? x[i]! : alpha * wideExpm1(x[i]!));
}

/** dx = dy where x > 0, dy·alpha·eˣ elsewhere: the derivative at 0 is alpha. */
export function eluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array, alpha: number): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(x[i]! > 0 ? dy[i]! : dy[i]! * (alpha * wideExp(x[i]!)));
}
