import { wideExp } from "./exp";
import { firstLanes, loadLanes } from "./lanes";
import { wideLog } from "./log";
import { high, low } from "./pack64";
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
