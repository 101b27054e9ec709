import { FIRST, LOG_C, LOG_C_TAIL, RECIPROCAL } from "./tables.ts";

const LN2_HI = 0.6931471805598903; // ln 2 down to bit 2^-42, so that m · LN2_HI + LOG_C is exact for every exponent m
const LN2_LO = 5.497923018708371e-14;

/** For reading an exponent; DataView is big-endian on every machine unless told otherwise, so byte 0 holds the sign. */
const bits = new DataView(new ArrayBuffer(8));
const MANTISSA_FLOOR = 0x3fe60000; // the upper half of the bits of 0.6875
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18014398509481984;

/** Adding and subtracting 1.5·2^52 rounds a small float64 to the nearest whole number, ties to even. */
const ROUND = 6755399441055744;

const SPLIT = 134217729; // 2^27 + 1: Dekker's constant, cuts a float64 into halves whose products are exact

/** What the last `reduce` left: ln x ≈ s + t + (r³/3 - r⁴/4 + …), s the leading float64 and t what it lacks; and r. */
const reduced = new Float64Array(3);

/** For finite positive x. */
function reduce(x: number): void {
  bits.setFloat64(0, x < SMALLEST_NORMAL ? x * TWO_54 : x);
  const high = bits.getInt32(0);
  const shift = (high - MANTISSA_FLOOR) >> 20;
  bits.setInt32(0, high - (shift << 20));
  const mantissa = bits.getFloat64(0);
  const exponent = x < SMALLEST_NORMAL ? shift - 54 : shift;
  const j = Math.floor(mantissa * 128 + 0.5);
  const invc = RECIPROCAL[j - FIRST]!;

  const upper = Math.fround(mantissa);
  const near = upper * invc - 1;
  const rest = (mantissa - upper) * invc;
  const r = near + rest;
  const rTail = near - r + rest;

  const cut = SPLIT * r;
  const half = cut - (cut - r);
  const square = r * r;
  const squareTail = half * half - square + 2 * half * (r - half) + (r - half) * (r - half);

  const base = exponent * LN2_HI + LOG_C[j - FIRST]!;
  const linear = base + r;
  const linearTail = base - linear + r;
  const sum = linear - 0.5 * square;
  const sumTail = linear - sum - 0.5 * square;
  const tails = exponent * LN2_LO + LOG_C_TAIL[j - FIRST]! + rTail * (1 - r) - 0.5 * squareTail;
  reduced[0] = sum;
  reduced[1] = tails + linearTail + sumTail;
  reduced[2] = r;
}

/**
 * ln x in float64, with the same bits in every engine: at most 0.51 ulp.
 *
 * x = 2^m · z, z ∈ [0.6875, 1.375); c the breakpoint nearest to z; ln x = m ln 2 + ln c + ln(1 + r), r = z/c - 1. The
 * first two and r and r² are kept as sums of two float64; the rest of the series of ln(1 + r) has |r| < 0.0058.
 *
 * @param x NaN and negative numbers give NaN, ±0 gives -Infinity
 *
 * Source: the table-driven structure of `log` in ARM optimized routines (S. Nagy, 2018); tables and error-free
 * steps are our own. The bits are those of glibc's `log` in nearly all cases, not in every one.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  reduce(x);
  const r = reduced[2]!;
  const series = r * (r * r) * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r * (1 / 7 - r * (1 / 8))))));
  return reduced[0]! + (series + reduced[1]!);
}

/** What the last `logInTwo` left: their sum is ln x to 2^-66, relatively. */
export const logParts: Float64Array = new Float64Array(2);

/** ln x for finite positive x as a float64 and what it lacks, in `logParts`: two more terms of the series than `log`. */
export function logInTwo(x: number): void {
  reduce(x);
  const r = reduced[2]!;
  const upper = 1 / 6 - r * (1 / 7 - r * (1 / 8 - r * (1 / 9 - r * (1 / 10))));
  const series = r * (r * r) * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * upper)));
  const low = series + reduced[1]!;
  const high = reduced[0]! + low;
  logParts[0] = high;
  logParts[1] = reduced[0]! - high + low;
}

/**
 * ln x in float32: `log` of x rounded to float32, rounded once. Correctly rounded but for a few inputs in 10⁸.
 *
 * @param x NaN and negative numbers give NaN, ±0 gives -Infinity
 */
export function log32(x: number): number {
  return Math.fround(log(Math.fround(x)));
}

/**
 * ln x in float64 for a positive, normal x, or NaN: of a float32 within 2^-51, relatively; of others within 2^-51 of the
 * larger of |ln x| and 1, as near 1 they lose digits. For functions that are built on it, and short enough for a SIMD
 * kernel to repeat it bit by bit: `log` without the tails of r² and of the sums. For float32 from 1e-7 to 1 - 1e-7 it
 * rounds to `log32`.
 *
 * @param x for 0, negative numbers, subnormal ones and Infinity the result has no meaning
 */
export function wideLog(x: number): number {
  if (Number.isNaN(x)) return x;
  bits.setFloat64(0, x);
  const high = bits.getInt32(0);
  const exponent = (high - MANTISSA_FLOOR) >> 20;
  bits.setInt32(0, high - (exponent << 20));
  const mantissa = bits.getFloat64(0);
  const j = mantissa * 128 + ROUND - ROUND - FIRST;
  const r = mantissa * RECIPROCAL[j]! - 1;
  const base = exponent * LN2_HI + LOG_C[j]!;
  const tail = exponent * LN2_LO + LOG_C_TAIL[j]!;
  const series = 1 / 4 - r * (1 / 5 - r * (1 / 6 - r * (1 / 7 - r * (1 / 8))));
  return base + (r + (tail - r * r * (1 / 2 - r * (1 / 3 - r * series))));
}
