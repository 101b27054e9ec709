import { wideExp } from "./exp";
import { firstLanes, loadLanes } from "./lanes";
import { wideLog } from "./log";
import { high, low } from "./pack64";
import { total } from "./wide";

/** Σ e^(z - most) of a row. */
export function sumExp(z: usize, most: v128, n: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  for (; n > 0; n -= 4, z += 16) {
    const v = loadLanes(z, n);
    const there = firstLanes(n);
    s0 = f64x2.add(s0, v128.and(wideExp(f64x2.sub(low(v), most)), i64x2.extend_low_i32x4_s(there)));
    if (n > 2) s1 = f64x2.add(s1, v128.and(wideExp(f64x2.sub(high(v), most)), i64x2.extend_high_i32x4_s(there)));
  }
  return total(s0, s1);
}

/** ln Σ e^(z - most) of a row. */
export function logSumExp(z: usize, most: v128, n: i32): f64 {
  return f64x2.extract_lane(wideLog(f64x2.splat(sumExp(z, most, n))), 0);
}
