// What is smaller than any normal float32 is written as 0, by whatever writes what products read: with subnormal numbers
// processors take up to 150 cycles for one product.

/** 2^-126, the least normal float32. */
export const LEAST: f64 = 1.1754943508222875e-38;
/** Of float32, where the exponent is; and the least normal number. In memory, as the constants of `exp` are. */
const EXPONENTS: usize = memory.data<i32>([0x7f800000, 0x7f800000, 0x7f800000, 0x7f800000], 16);
const LEASTS: usize = memory.data<i32>([0x00800000, 0x00800000, 0x00800000, 0x00800000], 16);
const LEASTS64: usize = memory.data<f64>([LEAST, LEAST], 16);

/** Four float32, 0 (never -0) where they are subnormal. */
// @ts-ignore: decorator
@inline
export function flushed(v: v128): v128 {
  return v128.andnot(v, i32x4.eq(v128.and(v, v128.load(EXPONENTS)), i32x4.splat(0)));
}

/** Four float32, 0 where they are not at least a normal number, which a ReLU's output has to be. NaN stays. */
// @ts-ignore: decorator
@inline
export function positive(v: v128): v128 {
  return v128.andnot(v, f32x4.lt(v, v128.load(LEASTS)));
}

/** Two float64, 0 where float32 would be subnormal. NaN stays. */
// @ts-ignore: decorator
@inline
function flushed64(v: v128): v128 {
  return v128.andnot(v, f64x2.lt(f64x2.abs(v), v128.load(LEASTS64)));
}

/** Two and two float64 as float32: flushed before they are rounded, since rounding is what takes the time. */
// @ts-ignore: decorator
@inline
export function settled(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(flushed64(low)), f32x4.demote_f64x2_zero(flushed64(high)), 0, 2);
}

/** One float64 as float32. */
// @ts-ignore: decorator
@inline
export function settled1(x: f64): f32 {
  return <f32>(abs(x) < LEAST ? 0 : x);
}
