import { firstLanes, loadLanes, rounded } from "./lanes";

// What is smaller than any normal float32 is written as 0, by whatever writes what products read: with subnormal numbers
// processors take up to 150 cycles for one product.

/** Of a float32, where its exponent is. */
const EXPONENT: u32 = 0x7f800000;
/** Four of them, and of the least normal number; in memory, as the constants of `exp` are. */
const EXPONENTS: usize = memory.data<u32>([EXPONENT, EXPONENT, EXPONENT, EXPONENT], 16);
const LEAST: usize = memory.data<u32>([0x00800000, 0x00800000, 0x00800000, 0x00800000], 16);

/** Four float32, 0 (never -0) where they are subnormal. */
// @ts-ignore: decorator
@inline
export function flushed(v: v128): v128 {
  return v128.andnot(v, i32x4.eq(v128.and(v, v128.load(EXPONENTS)), i32x4.splat(0)));
}

/** The same, given `exponents()` and 0: for loops that are short enough to keep them at hand. */
// @ts-ignore: decorator
@inline
export function flushedBy(v: v128, exponents: v128, zero: v128): v128 {
  return v128.andnot(v, i32x4.eq(v128.and(v, exponents), zero));
}

// @ts-ignore: decorator
@inline
export function exponents(): v128 {
  return v128.load(EXPONENTS);
}

/** Four float32, 0 where they are not at least a normal number, which a ReLU's output has to be. NaN stays. */
// @ts-ignore: decorator
@inline
export function positive(v: v128): v128 {
  return v128.andnot(v, f32x4.lt(v, v128.load(LEAST)));
}

/** Four float32 that are to be divided, 0 where they are nearer to it than `least`. */
// @ts-ignore: decorator
@inline
export function flushedBelow(v: v128, least: v128): v128 {
  return v128.andnot(v, f32x4.lt(f32x4.abs(v), least));
}

/** Two and two float64 as float32, flushed. */
// @ts-ignore: decorator
@inline
export function settled(low: v128, high: v128): v128 {
  return flushed(rounded(low, high));
}

/** One float32, flushed. */
// @ts-ignore: decorator
@inline
export function flushed1(x: f32): f32 {
  const bits = reinterpret<u32>(x);
  return reinterpret<f32>(bits & (0 - u32((bits & EXPONENT) != 0)));
}

/** n elements, where they lie. */
export function flush(a: usize, n: i32): void {
  for (; n >= 4; n -= 4, a += 16) v128.store(a, flushed(v128.load(a)));
  for (; n > 0; n--, a += 4) store<f32>(a, flushed1(load<f32>(a)));
}

/** 2^-40 */
export const SMALL: f32 = 9.094947017729282e-13;

/**
 * Whether n float32 are so large, or with `zeros` 0, that what products of two such numbers and a third add up to is not
 * subnormal: it is a multiple of 2^-126. Without zeros it is not -0 either.
 */
export function large32(p: usize, n: i32, zeros: bool): bool {
  const zero = f32x4.splat(0), least = f32x4.splat(SMALL);
  let small = zero;
  for (; n > 0; n -= 4, p += 16) {
    let v = f32x4.lt(f32x4.abs(loadLanes(p, n)), least);
    if (zeros) v = v128.andnot(v, f32x4.eq(loadLanes(p, n), zero));
    else if (n < 4) v = v128.and(v, firstLanes(n));
    small = v128.or(small, v);
  }
  return !v128.any_true(small);
}
