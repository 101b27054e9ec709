import { wideExp } from "./exp";

// The functions of math/wide.ts, two float64 at a time, operation by operation.

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return f64x2.splat(1);
}

// @ts-ignore: decorator
@inline
export function times(x: v128, y: v128): v128 {
  return f64x2.mul(x, y);
}

/** ln(1 + u); u from 0 to 1. */
export function wideLog1p(u: v128): v128 {
  const s = f64x2.div(u, f64x2.add(f64x2.splat(2), u));
  const z = f64x2.mul(s, s);
  let series = f64x2.splat(1.0 / 19);
  series = f64x2.add(f64x2.splat(1.0 / 17), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 15), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 13), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 11), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 9), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 7), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 5), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1.0 / 3), f64x2.mul(z, series));
  series = f64x2.add(f64x2.splat(1), f64x2.mul(z, series));
  return f64x2.mul(f64x2.mul(f64x2.splat(2), s), series);
}

/** The sum of four lanes of float64, in the order of the plain `total`. */
// @ts-ignore: decorator
@inline
export function total(low: v128, high: v128): f64 {
  return f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1) + (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1));
}
