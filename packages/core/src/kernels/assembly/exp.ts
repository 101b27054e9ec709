import { EXP2 } from "./tables";

const ROUND: f64 = 6755399441055744;
const STEPS_PER_LN2: f64 = 46.16624130844683;
const C1: f64 = 0.6931471806916203 / 32;
const C2: f64 = 0.2402284522445722 / 1024;
const C3: f64 = 0.05550361559341535 / 32768;

/** The plain `wideExp` of two float64 from -104 to 89, or NaN. The power of two goes straight into the exponent. */
// @ts-ignore: decorator
@inline
function inRange(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(f64x2.splat(STEPS_PER_LN2), x), f64x2.splat(ROUND));
  const r = f64x2.sub(
    f64x2.mul(f64x2.splat(STEPS_PER_LN2), x),
    f64x2.sub(shifted, f64x2.splat(ROUND)),
  );
  const i = <usize>i32x4.extract_lane(shifted, 0) & 31, j = <usize>i32x4.extract_lane(shifted, 2) & 31;
  const fraction = v128.load64_lane(EXP2 + (j << 3), v128.load64_zero(EXP2 + (i << 3)), 1);
  const power = i64x2.shl(v128.and(shifted, i64x2.splat(~31)), 47);
  const scale = i64x2.add(fraction, power);
  const high = f64x2.add(f64x2.mul(f64x2.splat(C3), r), f64x2.splat(C2));
  const low = f64x2.add(f64x2.mul(f64x2.splat(C1), r), f64x2.splat(1));
  return f64x2.mul(f64x2.add(f64x2.mul(high, f64x2.mul(r, r)), low), scale);
}

/** The plain `wideExp` of two float64 up to 89, or NaN: 0 below -104. */
export function wideExp(x: v128): v128 {
  return v128.andnot(inRange(x), f64x2.lt(x, f64x2.splat(-104)));
}

/**
 * eˣ of four float32, with the bits of the plain `exp32`. Outside -104 to 89, where that returns 0 and Infinity without
 * more ado, the ends of that range round to the same.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(89));
  const low = inRange(f64x2.promote_low_f32x4(x));
  const high = inRange(f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 0)));
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
