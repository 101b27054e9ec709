import { rounded } from "./band64";
import { high, low } from "./pack64";

/** sums += weight·a, or with `first` sums = weight·a: sums in float64. */
export function addWeighted(sums: usize, a: usize, n: i32, weight: f64, first: bool): void {
  const w = f64x2.splat(weight);
  for (; n >= 4; n -= 4, a += 16, sums += 32) {
    const v = v128.load(a);
    let s0 = f64x2.mul(low(v), w), s1 = f64x2.mul(high(v), w);
    if (!first) (s0 = f64x2.add(v128.load(sums), s0)), (s1 = f64x2.add(v128.load(sums, 16), s1));
    v128.store(sums, s0), v128.store(sums, s1, 16);
  }
  for (; n > 0; n--, a += 4, sums += 8) {
    const s = <f64>load<f32>(a) * weight;
    store<f64>(sums, first ? s : load<f64>(sums) + s);
  }
}

/** out = sums / weight, rounded to float32. */
export function divideSums(out: usize, sums: usize, n: i32, weight: f64): void {
  const w = f64x2.splat(weight);
  for (; n >= 4; n -= 4, out += 16, sums += 32)
    v128.store(out, rounded(f64x2.div(v128.load(sums), w), f64x2.div(v128.load(sums, 16), w)));
  for (; n > 0; n--, out += 4, sums += 8) store<f32>(out, <f32>(load<f64>(sums) / weight));
}
