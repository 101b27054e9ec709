import { wideExp } from "./exp";
import { settled } from "./flush";
import { firstLanes, loadLanes, storeLanes } from "./lanes";
import { wideLog } from "./log";
import { high, low } from "./pack64";
import { one, times, total, wideLog1p } from "./wide";

// As `ElementLoss` in ../interface.ts numbers them.
const SQUARED: i32 = 0;
const ABSOLUTE: i32 = 1;
const HUBER: i32 = 2;
const SIGMOID: i32 = 3;
const DIVERGENCE: i32 = 4;
const LOG_DIVERGENCE: i32 = 5;

/** What a loss's value and its derivative both need: the distance, e^-|y|, or the target's probability. */
// @ts-ignore: decorator
@inline
function common(loss: i32, y: v128, t: v128): v128 {
  if (loss == SIGMOID) return wideExp(f64x2.neg(f64x2.abs(y)));
  if (loss == DIVERGENCE) return t;
  if (loss == LOG_DIVERGENCE) return wideExp(t);
  return f64x2.sub(y, t);
}

/** 1 + (w - 1)·t */
// @ts-ignore: decorator
@inline
function logWeight(t: v128, w: v128): v128 {
  return f64x2.add(one(), times(f64x2.sub(w, one()), t));
}

/** The loss of two elements. @param c what `common` gave */
// @ts-ignore: decorator
@inline
function value(loss: i32, c: v128, y: v128, t: v128, w: v128): v128 {
  if (loss == SQUARED) return times(c, c);
  if (loss == ABSOLUTE) return f64x2.abs(c);
  if (loss == HUBER) {
    const distance = f64x2.abs(c), half = f64x2.splat(0.5);
    const far = times(w, f64x2.sub(distance, times(half, w)));
    return v128.bitselect(times(times(half, c), c), far, f64x2.le(distance, w));
  }
  if (loss == SIGMOID) {
    const above = times(y, f64x2.sub(one(), t)), below = f64x2.neg(times(y, times(w, t)));
    const linear = v128.bitselect(above, below, f64x2.gt(y, f64x2.splat(0)));
    return f64x2.add(times(logWeight(t, w), wideLog1p(c)), linear);
  }
  const ratio = f64x2.sub(loss == DIVERGENCE ? wideLog(t) : t, y);
  return v128.andnot(times(c, ratio), f64x2.eq(c, f64x2.splat(0)));
}

/** Its derivative. */
// @ts-ignore: decorator
@inline
function slope(loss: i32, c: v128, y: v128, t: v128, w: v128): v128 {
  if (loss == SQUARED) return times(f64x2.splat(2), c);
  if (loss == ABSOLUTE) {
    const sign = v128.or(v128.and(c, f64x2.splat(-0.0)), one());
    return v128.bitselect(sign, c, f64x2.gt(f64x2.abs(c), f64x2.splat(0)));
  }
  if (loss == HUBER) return f64x2.pmin(f64x2.pmax(c, f64x2.neg(w)), w);
  if (loss == SIGMOID) {
    const sigmoid = f64x2.div(v128.bitselect(c, one(), f64x2.lt(y, f64x2.splat(0))), f64x2.add(one(), c));
    return f64x2.sub(times(logWeight(t, w), sigmoid), times(w, t));
  }
  return f64x2.neg(c);
}

// @ts-ignore: decorator
@inline
function loop(
  loss: i32, gradient: usize, y: usize, t: usize, weights: usize, counts: usize, n: i32, parameter: f64, factor: f64,
): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  const f = f64x2.splat(factor);
  let w0 = f64x2.splat(parameter), w1 = w0;
  for (; n > 0; n -= 4, y += 16, t += 16, gradient += 16) {
    const y4 = loadLanes(y, n), t4 = loadLanes(t, n);
    const y0 = low(y4), y1 = high(y4), t0 = low(t4), t1 = high(t4);
    if (loss == SIGMOID && weights != 0) {
      const w4 = loadLanes(weights, n);
      w0 = low(w4), w1 = high(w4), weights += 16;
    }
    const c0 = common(loss, y0, t0), c1 = common(loss, y1, t1);
    let v0 = value(loss, c0, y0, t0, w0), v1 = value(loss, c1, y1, t1, w1);
    // All others are 0 where there is nothing.
    if (loss == SIGMOID && n < 4) {
      v0 = v128.and(v0, i64x2.extend_low_i32x4_s(firstLanes(n))), v1 = v128.and(v1, i64x2.extend_high_i32x4_s(firstLanes(n)));
    }
    let g0 = slope(loss, c0, y0, t0, w0), g1 = slope(loss, c1, y1, t1, w1);
    if (counts != 0) {
      const counts4 = loadLanes(counts, n), counts0 = low(counts4), counts1 = high(counts4);
      v0 = times(v0, counts0), v1 = times(v1, counts1), g0 = times(g0, counts0), g1 = times(g1, counts1);
      counts += 16;
    }
    s0 = f64x2.add(s0, v0), s1 = f64x2.add(s1, v1);
    storeLanes(gradient, settled(times(g0, f), times(g1, f)), n);
  }
  return total(s0, s1);
}

/**
 * The sum of a loss over n outputs y and targets t; and its gradient times `factor`, in float64 and rounded once, without
 * subnormal numbers. Both times `counts`, if that is not 0.
 */
export function elementLoss(
  loss: i32, gradient: usize, y: usize, t: usize, weights: usize, counts: usize, n: i32, parameter: f64, factor: f64,
): f64 {
  if (loss == SQUARED) return loop(SQUARED, gradient, y, t, weights, counts, n, parameter, factor);
  if (loss == ABSOLUTE) return loop(ABSOLUTE, gradient, y, t, weights, counts, n, parameter, factor);
  if (loss == HUBER) return loop(HUBER, gradient, y, t, weights, counts, n, parameter, factor);
  if (loss == SIGMOID) return loop(SIGMOID, gradient, y, t, weights, counts, n, parameter, factor);
  if (loss == DIVERGENCE) return loop(DIVERGENCE, gradient, y, t, weights, counts, n, parameter, factor);
  return loop(LOG_DIVERGENCE, gradient, y, t, weights, counts, n, parameter, factor);
}
