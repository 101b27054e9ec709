// Zeros of their sign instead of subnormal numbers: see ../subnormal.ts.

/** For two float64 that are to be rounded to float32: what would be subnormal there. */
// @ts-ignore: decorator
@inline
export function flushed64(x: v128): v128 {
  const below = f64x2.lt(f64x2.abs(x), f64x2.splat(<f64>f32.MIN_NORMAL_VALUE - <f64>f32.MIN_VALUE / 2));
  return v128.andnot(x, v128.and(below, i64x2.splat(i64.MAX_VALUE)));
}

/** For four float32, by their bits. */
// @ts-ignore: decorator
@inline
export function flushed32(x: v128): v128 {
  const magnitude = i32x4.splat(i32.MAX_VALUE), least = i32x4.splat(0x00800000);
  return v128.andnot(x, v128.and(i32x4.lt_s(v128.and(x, magnitude), least), magnitude));
}

/** For four float32 that are to be divided: what is nearer to 0 than `least`. */
// @ts-ignore: decorator
@inline
export function flushedBelow(x: v128, least: v128): v128 {
  const below = f32x4.lt(f32x4.abs(x), least);
  return v128.andnot(x, v128.and(below, i32x4.splat(i32.MAX_VALUE)));
}
