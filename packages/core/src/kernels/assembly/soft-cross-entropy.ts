import { settled } from "./flush";
import { loadLanes, storeLanes } from "./lanes";
import { wideLog } from "./log";
import { logSumExp } from "./log-softmax";
import { high, low } from "./pack64";
import { maximum } from "./softmax";
import { pairwiseSum } from "./sum";
import { total } from "./wide";

/** ln of p from `least` to `most`; unclipped, p is z, `least` its maximum and `most` its `logSumExp`. */
// @ts-ignore: decorator
@inline
function logarithm(p: v128, least: v128, most: v128, clipped: bool): v128 {
  if (clipped) return wideLog(f64x2.pmin(f64x2.pmax(p, least), most));
  return f64x2.sub(f64x2.sub(p, least), most);
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
  let least = floor, most = f64x2.splat(<f64><f32>(1 - clip));
  for (let i = 0; i < rows; i++, p += down, t += down, gradient += down) {
    if (!clipped) {
      least = f64x2.splat(<f64>maximum(z, columns));
      most = f64x2.splat(logSumExp(z, least, columns));
    }
    const from = clipped ? p : z;
    let s0 = f64x2.splat(0), s1 = s0, c0 = s0, c1 = s0;
    let n = columns;
    for (let at: usize = 0; n > 0; n -= 4, at += 16) {
      const t4 = loadLanes(t + at, n);
      // Mostly there is one class, and so one logarithm.
      if (!v128.any_true(t4)) continue;
      const v = loadLanes(from + at, n);
      const t0 = low(t4), t1 = high(t4);
      c0 = f64x2.add(c0, t0), c1 = f64x2.add(c1, t1);
      s0 = f64x2.sub(s0, cost(t0, logarithm(low(v), least, most, clipped)));
      s1 = f64x2.sub(s1, cost(t1, logarithm(high(v), least, most, clipped)));
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
