import { loadLanes, storeLanes, rounded } from "./lanes";
import { high, low } from "./pack64";

/** sums += weight·a. */
export function addWeighted32(sums: usize, a: usize, n: i32, weight: f32): void {
  const w = f32x4.splat(weight);
  for (; n >= 4; n -= 4, a += 16, sums += 16)
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(w, v128.load(a))));
  storeLanes(sums, f32x4.add(loadLanes(sums, n), f32x4.mul(w, loadLanes(a, n))), n);
}

/** The same, sums in float64. */
export function addWeighted64(sums: usize, a: usize, n: i32, weight: f64): void {
  const w = f64x2.splat(weight);
  for (; n >= 4; n -= 4, a += 16, sums += 32) {
    const v = v128.load(a);
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(w, low(v))));
    v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.mul(w, high(v))), 16);
  }
  for (; n > 0; n--, a += 4, sums += 8) store<f64>(sums, load<f64>(sums) + weight * <f64>load<f32>(a));
}

/** a = (sums + weight·a) / total. */
export function weightedMean32(a: usize, sums: usize, n: i32, weight: f32, total: f32): void {
  const w = f32x4.splat(weight), t = f32x4.splat(total), inverse = f32x4.splat(1 / total);
  // A power of two has an exact inverse, and a product takes a third of a quotient's time.
  if (reinterpret<u32>(total) << 9 == 0)
    for (; n >= 4; n -= 4, a += 16, sums += 16)
      v128.store(a, f32x4.mul(f32x4.add(v128.load(sums), f32x4.mul(w, v128.load(a))), inverse));
  for (; n > 0; n -= 4, a += 16, sums += 16)
    storeLanes(a, f32x4.div(f32x4.add(loadLanes(sums, n), f32x4.mul(w, loadLanes(a, n))), t), n);
}

/** The same, in float64, rounded once. */
export function weightedMean64(a: usize, sums: usize, n: i32, weight: f64, total: f64): void {
  const w = f64x2.splat(weight), t = f64x2.splat(total);
  for (; n >= 4; n -= 4, a += 16, sums += 32) {
    const v = v128.load(a);
    const s0 = f64x2.add(v128.load(sums), f64x2.mul(w, low(v)));
    const s1 = f64x2.add(v128.load(sums, 16), f64x2.mul(w, high(v)));
    v128.store(a, rounded(f64x2.div(s0, t), f64x2.div(s1, t)));
  }
  for (; n > 0; n--, a += 4, sums += 8)
    store<f32>(a, <f32>((load<f64>(sums) + weight * <f64>load<f32>(a)) / total));
}
