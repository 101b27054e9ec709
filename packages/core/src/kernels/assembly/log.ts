import { LOG_C, LOG_C_TAIL, RECIPROCAL } from "./tables";

const LN2_HI: f64 = 0.6931471805598903;
const LN2_LO: f64 = 5.497923018708371e-14;
/** 0.6875 as a float32, and as a float64. */
const MANTISSA_FLOOR: i32 = 0x3f300000;
const WIDE_FLOOR: i64 = 0x3fe6000000000000;
/** 2^16: adding it rounds a mantissa to a multiple of 1/128, which is then in the lower bits. */
const WHOLE: f32 = 65536;
/** The bits of 2^16 + 88/128; the tables start at 88/128. */
const FIRST: i32 = 0x47800000 + 88;
/** 2^45, which does the same to a float64. */
const WIDE_WHOLE: f64 = 35184372088832;

// @ts-ignore: decorator
@inline
function pair(table: usize, i: usize, j: usize): v128 {
  return v128.load64_lane(table + j, v128.load64_zero(table + i), 1);
}

/**
 * ln of two numbers, given as mantissas in [0.6875, 1.375), exponents, and offsets in the tables. As the plain `log`, but
 * without the tails of r² and of the sums, and if it is to be rounded to float32, without the last two terms.
 */
// @ts-ignore: decorator
@inline
function log2lanes(mantissa: v128, exponent: v128, i: usize, j: usize, rounded: bool): v128 {
  const r = f64x2.sub(f64x2.mul(mantissa, pair(RECIPROCAL, i, j)), f64x2.splat(1));
  const base = f64x2.add(f64x2.mul(exponent, f64x2.splat(LN2_HI)), pair(LOG_C, i, j));
  const tail = f64x2.add(f64x2.mul(exponent, f64x2.splat(LN2_LO)), pair(LOG_C_TAIL, i, j));
  const square = f64x2.mul(r, r);
  let series = f64x2.splat(1.0 / 6);
  if (!rounded) {
    series = f64x2.sub(f64x2.splat(1.0 / 7), f64x2.mul(r, f64x2.splat(1.0 / 8)));
    series = f64x2.sub(f64x2.splat(1.0 / 6), f64x2.mul(r, series));
  }
  series = f64x2.sub(f64x2.splat(1.0 / 5), f64x2.mul(r, series));
  series = f64x2.sub(f64x2.splat(1.0 / 4), f64x2.mul(r, series));
  series = f64x2.sub(f64x2.splat(1.0 / 3), f64x2.mul(r, series));
  series = f64x2.sub(f64x2.splat(1.0 / 2), f64x2.mul(r, series));
  return f64x2.add(base, f64x2.add(r, f64x2.sub(tail, f64x2.mul(square, series))));
}

/**
 * ln x of four float32 with the bits of the plain `log32`; x from 2^-126 to 1, or NaN. That what is left out
 * changes none of them was found by going through all of these x.
 */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, i32x4.splat(MANTISSA_FLOOR)), 23);
  const mantissa = i32x4.sub(x, i32x4.shl(exponent, 23));
  const at = i32x4.shl(i32x4.sub(f32x4.add(mantissa, f32x4.splat(WHOLE)), i32x4.splat(FIRST)), 3);
  const low = log2lanes(
    f64x2.promote_low_f32x4(mantissa),
    f64x2.convert_low_i32x4_s(exponent),
    i32x4.extract_lane(at, 0),
    i32x4.extract_lane(at, 1),
    true,
  );
  const high = log2lanes(
    f64x2.promote_low_f32x4(i64x2.shuffle(mantissa, mantissa, 1, 0)),
    f64x2.convert_low_i32x4_s(i64x2.shuffle(exponent, exponent, 1, 0)),
    i32x4.extract_lane(at, 2),
    i32x4.extract_lane(at, 3),
    true,
  );
  const y = i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  return v128.bitselect(y, x, f32x4.eq(x, x));
}

/** The plain `wideLog` of two float64. */
export function wideLog(x: v128): v128 {
  const exponent = i64x2.shr_s(i64x2.sub(x, i64x2.splat(WIDE_FLOOR)), 52);
  const mantissa = i64x2.sub(x, i64x2.shl(exponent, 52));
  const at = i32x4.shl(i32x4.sub(f64x2.add(mantissa, f64x2.splat(WIDE_WHOLE)), i32x4.splat(88)), 3);
  const whole = f64x2.convert_low_i32x4_s(i32x4.shuffle(exponent, exponent, 0, 2, 0, 2));
  const y = log2lanes(mantissa, whole, i32x4.extract_lane(at, 0), i32x4.extract_lane(at, 2), false);
  return v128.bitselect(y, x, f64x2.eq(x, x));
}
