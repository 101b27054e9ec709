import { settled } from "./flush";
import { loadLanes, storeLanes } from "./lanes";
import { wideLog } from "./log";
import { high, low } from "./pack64";
import { maximum } from "./softmax";
import { pairwiseSum } from "./sum";
import { total } from "./wide";

/** -ln of p from `least` to `most`. */
// @ts-ignore: decorator
@inline
function surprise(p: v128, least: v128, most: v128): v128 {
  return f64x2.neg(wideLog(f64x2.pmin(f64x2.pmax(p, least), most)));
}

/** t times a class's loss, and 0 where t is. */
// @ts-ignore: decorator
@inline
function cost(t: v128, loss: v128): v128 {
  return v128.andnot(f64x2.mul(t, loss), f64x2.eq(t, f64x2.splat(0)));
}

/** See the plain twin. */
export function softCrossEntropy(
  losses: usize, gradient: usize, p: usize, z: usize, t: usize, rows: i32, columns: i32, clip: f64, divisor: f64, factor: f64,
): f32 {
  const down = <usize>columns << 2;
  const f = f64x2.splat(factor);
  const clipped = clip > 0;
  const least = f64x2.splat(<f64><f32>clip), most = f64x2.splat(<f64><f32>(1 - clip));
  for (let i = 0; i < rows; i++, p += down, z += down, t += down, gradient += down) {
    const highest = f64x2.splat(<f64>maximum(z, columns));
    let s0 = f64x2.splat(0), s1 = s0, c0 = s0, c1 = s0;
    let n = columns;
    for (let at: usize = 0; n > 0; n -= 4, at += 16) {
      const t4 = loadLanes(t + at, n);
      const t0 = low(t4), t1 = high(t4);
      c0 = f64x2.add(c0, t0), c1 = f64x2.add(c1, t1);
      if (clipped) {
        // Mostly there is one class, and so one logarithm.
        if (!v128.any_true(t4)) continue;
        const v = loadLanes(p + at, n);
        s0 = f64x2.add(s0, cost(t0, surprise(low(v), least, most)));
        s1 = f64x2.add(s1, cost(t1, surprise(high(v), least, most)));
      } else {
        const v = loadLanes(z + at, n);
        s0 = f64x2.add(s0, cost(t0, f64x2.sub(highest, low(v))));
        s1 = f64x2.add(s1, cost(t1, f64x2.sub(highest, high(v))));
      }
    }
    const share = total(c0, c1);
    let loss = total(s0, s1);
    if (!clipped && share != 0) loss += share * -f64x2.extract_lane(wideLog(f64x2.splat(<f64>maximum(p, columns))), 0);
    store<f32>(losses + (<usize>i << 2), <f32>loss);
    const shares = f64x2.splat(share);
    n = columns;
    for (let at: usize = 0; n > 0; n -= 4, at += 16) {
      const p4 = loadLanes(p + at, n), t4 = loadLanes(t + at, n);
      const g0 = f64x2.sub(f64x2.mul(low(p4), shares), low(t4)), g1 = f64x2.sub(f64x2.mul(high(p4), shares), high(t4));
      storeLanes(gradient + at, settled(f64x2.mul(g0, f), f64x2.mul(g1, f)), n);
    }
  }
  return <f32>(<f64>pairwiseSum(losses, rows) / divisor);
}
