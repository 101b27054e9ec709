import { wideExp } from "./exp";
import { settled } from "./flush";
import { firstLanes, loadLanes, storeLanes } from "./lanes";
import { wideLog } from "./log";
import { high, low } from "./pack64";
import { maximum } from "./softmax";
import { pairwiseSum } from "./sum";
import { total } from "./wide";

/** ln Σ e^(z - most) of a row. */
export function logSumExp(z: usize, most: v128, n: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  for (; n > 0; n -= 4, z += 16) {
    const v = loadLanes(z, n);
    const there = firstLanes(n);
    const e0 = wideExp(f64x2.sub(low(v), most)), e1 = wideExp(f64x2.sub(high(v), most));
    s0 = f64x2.add(s0, v128.and(e0, i64x2.extend_low_i32x4_s(there)));
    s1 = f64x2.add(s1, v128.and(e1, i64x2.extend_high_i32x4_s(there)));
  }
  return f64x2.extract_lane(wideLog(f64x2.splat(total(s0, s1))), 0);
}

/** ln of p from `least` to `most`. */
// @ts-ignore: decorator
@inline
function logarithm(p: v128, least: v128, most: v128): v128 {
  return wideLog(f64x2.pmin(f64x2.pmax(p, least), most));
}

/** The same, and where `far` is set, z - `high` - `rest`. */
// @ts-ignore: decorator
@inline
function farLogarithm(p: v128, least: v128, most: v128, z: v128, high: v128, rest: v128, far: v128): v128 {
  return v128.bitselect(f64x2.sub(f64x2.sub(z, high), rest), logarithm(p, least, most), far);
}

/** t·ln p, and 0 where t is. */
// @ts-ignore: decorator
@inline
function cost(t: v128, logarithm: v128): v128 {
  return v128.andnot(f64x2.mul(t, logarithm), f64x2.eq(t, f64x2.splat(0)));
}

/** See the plain twin. @param z 0 where the p are no softmax's */
export function softCrossEntropy(
  losses: usize, gradient: usize, p: usize, z: usize, t: usize, rows: i32, columns: i32, clip: f64, divisor: f64, factor: f64,
): f32 {
  const down = <usize>columns << 2;
  const f = f64x2.splat(factor);
  const clipped = clip > 0;
  const floor = f64x2.splat(<f64><f32>clip);
  const smallest = f32x4.splat(f32.MIN_NORMAL_VALUE), none = f32x4.splat(0);
  const least = clipped ? floor : f64x2.splat(<f64>f32.MIN_NORMAL_VALUE), most = f64x2.splat(<f64><f32>(1 - clip));
  for (let i = 0; i < rows; i++, p += down, t += down, gradient += down) {
    let summed = false;
    let top = floor, rest = floor;
    let s0 = f64x2.splat(0), s1 = s0, c0 = s0, c1 = s0;
    let n = columns;
    for (let at: usize = 0; n > 0; n -= 4, at += 16) {
      const t4 = loadLanes(t + at, n);
      // Mostly there is one class, and so one logarithm.
      if (!v128.any_true(t4)) continue;
      const v = loadLanes(p + at, n);
      const t0 = low(t4), t1 = high(t4);
      c0 = f64x2.add(c0, t0), c1 = f64x2.add(c1, t1);
      const far = v128.and(f32x4.lt(v, smallest), f32x4.ne(t4, none));
      if (clipped || !v128.any_true(far)) {
        s0 = f64x2.sub(s0, cost(t0, logarithm(low(v), least, most)));
        s1 = f64x2.sub(s1, cost(t1, logarithm(high(v), least, most)));
        continue;
      }
      if (!summed) {
        top = f64x2.splat(<f64>maximum(z, columns));
        rest = f64x2.splat(logSumExp(z, top, columns));
        summed = true;
      }
      const w = loadLanes(z + at, n);
      const f0 = i64x2.extend_low_i32x4_s(far), f1 = i64x2.extend_high_i32x4_s(far);
      s0 = f64x2.sub(s0, cost(t0, farLogarithm(low(v), least, most, low(w), top, rest, f0)));
      s1 = f64x2.sub(s1, cost(t1, farLogarithm(high(v), least, most, high(w), top, rest, f1)));
    }
    store<f32>(losses + (<usize>i << 2), <f32>total(s0, s1));
    const share = f64x2.splat(total(c0, c1));
    n = columns;
    for (let at: usize = 0; n > 0; n -= 4, at += 16) {
      const p4 = loadLanes(p + at, n), t4 = loadLanes(t + at, n);
      let g0: v128, g1: v128;
      if (z != 0) {
        g0 = f64x2.sub(f64x2.mul(low(p4), share), low(t4)), g1 = f64x2.sub(f64x2.mul(high(p4), share), high(t4));
      } else {
        g0 = f64x2.div(f64x2.neg(low(t4)), f64x2.pmax(low(p4), floor));
        g1 = f64x2.div(f64x2.neg(high(t4)), f64x2.pmax(high(p4), floor));
      }
      storeLanes(gradient + at, settled(f64x2.mul(g0, f), f64x2.mul(g1, f)), n);
    }
    if (z != 0) z += down;
  }
  return <f32>(<f64>pairwiseSum(losses, rows) / divisor);
}
