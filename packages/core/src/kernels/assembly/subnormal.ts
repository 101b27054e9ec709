// A processor takes a hundred cycles for an operation on a subnormal number. See ../subnormal.ts.

/** Two float64, 0 of their sign where float32 would hold a subnormal number. */
// @ts-ignore: decorator
@inline
export function normal64(x: v128): v128 {
  const below = f64x2.lt(f64x2.abs(x), f64x2.splat(<f64>f32.MIN_NORMAL_VALUE));
  return v128.andnot(x, v128.and(below, i64x2.splat(i64.MAX_VALUE)));
}

/** Four float32, 0 of their sign where they are nearer to it than `least`. */
// @ts-ignore: decorator
@inline
export function normal32(x: v128, least: v128): v128 {
  const below = f32x4.lt(f32x4.abs(x), least);
  return v128.andnot(x, v128.and(below, i32x4.splat(i32.MAX_VALUE)));
}
