import { exponents, flushedBy } from "./flush";
import { loadLanes, storeLanes, rounded } from "./lanes";
import { high, low } from "./pack64";
import { total } from "./wide";

/** l1·Σ|w| + l2·Σw², summed in float64. */
export function penalty(w: usize, n: i32, l1: f64, l2: f64): f64 {
  let a0 = f64x2.splat(0), a1 = a0, s0 = a0, s1 = a0;
  for (; n > 0; n -= 4, w += 16) {
    const v = loadLanes(w, n);
    const w0 = low(v), w1 = high(v);
    a0 = f64x2.add(a0, f64x2.abs(w0)), a1 = f64x2.add(a1, f64x2.abs(w1));
    s0 = f64x2.add(s0, f64x2.mul(w0, w0)), s1 = f64x2.add(s1, f64x2.mul(w1, w1));
  }
  return l1 * total(a0, a1) + l2 * total(s0, s1);
}

/** l1·sign w + 2·l2·w, where sign 0 is 1. */
// @ts-ignore: decorator
@inline
function slope(w: v128, l1: v128, twice: v128): v128 {
  return f64x2.add(v128.bitselect(f64x2.neg(l1), l1, f64x2.lt(w, f64x2.splat(0))), f64x2.mul(twice, w));
}

/** dw += the penalty's gradient, in float64, rounded once. */
export function addPenaltyGradient(dw: usize, w: usize, n: i32, l1: f64, l2: f64): void {
  const one = f64x2.splat(l1), twice = f64x2.splat(2 * l2);
  const bits = exponents(), zero = i32x4.splat(0);
  for (; n > 0; n -= 4, w += 16, dw += 16) {
    const v = loadLanes(w, n), d = loadLanes(dw, n);
    const g0 = f64x2.add(low(d), slope(low(v), one, twice)), g1 = f64x2.add(high(d), slope(high(v), one, twice));
    storeLanes(dw, flushedBy(rounded(g0, g1), bits, zero), n);
  }
}
