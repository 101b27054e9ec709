import { LOG_C, LOG_C_TAIL, RECIPROCAL } from "./tables";

const LN2_HI: f64 = 0.6931471805598903;
const LN2_LO: f64 = 5.497923018708371e-14;
/** 0.6875 as a float32. */
const MANTISSA_FLOOR: i32 = 0x3f300000;
const SPLIT: f64 = 134217729;
/** Adding it leaves the lower bits of a whole number in the lower bits. */
const WHOLE: f64 = 4503599627370496;

// @ts-ignore: decorator
@inline
function pair(table: usize, i: usize, j: usize): v128 {
  return v128.load64_lane(table + j, v128.load64_zero(table + i), 1);
}

/**
 * The plain `log` in float64 of two float32, given as mantissas in [0.6875, 1.375) and exponents. As the mantissas have
 * 24 bits, the lower half that the plain one splits off is 0.
 */
// @ts-ignore: decorator
@inline
function log2lanes(mantissa: v128, exponent: v128): v128 {
  const j = f64x2.add(
    f64x2.floor(f64x2.add(f64x2.mul(mantissa, f64x2.splat(128)), f64x2.splat(0.5))),
    f64x2.splat(WHOLE - 88),
  );
  const first = <usize>i32x4.extract_lane(j, 0) << 3, second = <usize>i32x4.extract_lane(j, 2) << 3;
  const r = f64x2.sub(f64x2.mul(mantissa, pair(RECIPROCAL, first, second)), f64x2.splat(1));

  const cut = f64x2.mul(f64x2.splat(SPLIT), r);
  const half = f64x2.sub(cut, f64x2.sub(cut, r));
  const other = f64x2.sub(r, half);
  const square = f64x2.mul(r, r);
  const squareTail = f64x2.add(
    f64x2.add(f64x2.sub(f64x2.mul(half, half), square), f64x2.mul(f64x2.mul(f64x2.splat(2), half), other)),
    f64x2.mul(other, other),
  );

  const base = f64x2.add(f64x2.mul(exponent, f64x2.splat(LN2_HI)), pair(LOG_C, first, second));
  const linear = f64x2.add(base, r);
  const linearTail = f64x2.add(f64x2.sub(base, linear), r);
  const halfSquare = f64x2.mul(f64x2.splat(0.5), square);
  const sum = f64x2.sub(linear, halfSquare);
  const sumTail = f64x2.sub(f64x2.sub(linear, sum), halfSquare);
  let series = f64x2.mul(r, f64x2.splat(1.0 / 8));
  series = f64x2.mul(r, f64x2.sub(f64x2.splat(1.0 / 7), series));
  series = f64x2.mul(r, f64x2.sub(f64x2.splat(1.0 / 6), series));
  series = f64x2.mul(r, f64x2.sub(f64x2.splat(1.0 / 5), series));
  series = f64x2.mul(r, f64x2.sub(f64x2.splat(1.0 / 4), series));
  series = f64x2.mul(f64x2.mul(r, square), f64x2.sub(f64x2.splat(1.0 / 3), series));
  const tails = f64x2.sub(
    f64x2.add(f64x2.mul(exponent, f64x2.splat(LN2_LO)), pair(LOG_C_TAIL, first, second)),
    f64x2.mul(f64x2.splat(0.5), squareTail),
  );
  return f64x2.add(sum, f64x2.add(series, f64x2.add(f64x2.add(tails, linearTail), sumTail)));
}

/** ln x of four float32 with the bits of the plain `log32`; x positive, finite and normal, or NaN. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, i32x4.splat(MANTISSA_FLOOR)), 23);
  const mantissa = i32x4.sub(x, i32x4.shl(exponent, 23));
  const low = log2lanes(f64x2.promote_low_f32x4(mantissa), f64x2.convert_low_i32x4_s(exponent));
  const high = log2lanes(
    f64x2.promote_low_f32x4(i64x2.shuffle(mantissa, mantissa, 1, 0)),
    f64x2.convert_low_i32x4_s(i64x2.shuffle(exponent, exponent, 1, 0)),
  );
  const y = i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  return v128.bitselect(y, x, f32x4.eq(x, x));
}
