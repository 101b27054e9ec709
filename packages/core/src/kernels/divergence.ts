import { log } from "../math/log.ts";

/** The sum of t·(ln t - y) over all elements, in float64 and divided by the rows; and its gradient, -t / rows. */
export function divergence(gradient: Float32Array, y: Float32Array, t: Float32Array, rows: number): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    if (t[i] !== 0) sum += t[i]! * (log(t[i]!) - y[i]!);
    gradient[i] = -t[i]! / rows;
  }
  return sum / rows;
}
