/** b = s·a + t·b, each operation rounded to float32. */
export function combine32(b: usize, a: usize, n: i32, s: f32, t: f32): void {
  const one = f32x4.splat(s), two = f32x4.splat(t);
  for (; n >= 4; n -= 4, a += 16, b += 16) {
    v128.store(b, f32x4.add(f32x4.mul(one, v128.load(a)), f32x4.mul(two, v128.load(b))));
  }
  for (; n > 0; n--, a += 4, b += 4) store<f32>(b, s * load<f32>(a) + t * load<f32>(b));
}

/** The same in float64. */
export function combineDouble(b: usize, a: usize, n: i32, s: f64, t: f64): void {
  const one = f64x2.splat(s), two = f64x2.splat(t);
  for (; n >= 2; n -= 2, a += 16, b += 16) {
    v128.store(b, f64x2.add(f64x2.mul(one, v128.load(a)), f64x2.mul(two, v128.load(b))));
  }
  if (n > 0) store<f64>(b, s * load<f64>(a) + t * load<f64>(b));
}
