import { EXP2 } from "./tables";

const ROUND: f64 = 6755399441055744;
const STEPS_PER_LN2: f64 = 46.16624130844683;
const C1: f64 = 0.6931471806916203 / 32;
const C2: f64 = 0.2402284522445722 / 1024;
const C3: f64 = 0.05550361559341535 / 32768;

/** In memory, because V8 makes up a constant vector with three instructions wherever it is used. */
const CONSTANTS: usize = memory.data<f64>(
  [STEPS_PER_LN2, STEPS_PER_LN2, ROUND, ROUND, C1, C1, C2, C2, C3, C3, 1, 1],
  16,
);

/** The plain `wideExp` of two float64 from -104 to 89, or NaN. The power of two goes straight into the exponent. */
// @ts-ignore: decorator
@inline
function inRange(x: v128): v128 {
  const scaled = f64x2.mul(v128.load(CONSTANTS), x);
  const round = v128.load(CONSTANTS, 16);
  const shifted = f64x2.add(scaled, round);
  const r = f64x2.sub(scaled, f64x2.sub(shifted, round));
  const i = <usize>i32x4.extract_lane(shifted, 0) & 31, j = <usize>i32x4.extract_lane(shifted, 2) & 31;
  const fraction = v128.load64_lane(EXP2 + (j << 3), v128.load64_zero(EXP2 + (i << 3)), 1);
  // 2^(shifted >> 5), whose bits go past the fraction's.
  const scale = i64x2.add(fraction, i64x2.shl(i64x2.shr_u(shifted, 5), 52));
  const high = f64x2.add(f64x2.mul(v128.load(CONSTANTS, 64), r), v128.load(CONSTANTS, 48));
  const low = f64x2.add(f64x2.mul(v128.load(CONSTANTS, 32), r), v128.load(CONSTANTS, 80));
  return f64x2.mul(f64x2.add(f64x2.mul(high, f64x2.mul(r, r)), low), scale);
}

/** The plain `wideExp` of two float64 up to 89, or NaN: 0 below -104. */
export function wideExp(x: v128): v128 {
  return v128.andnot(inRange(x), f64x2.lt(x, f64x2.splat(-104)));
}

/** The least float32 whose exponential is a normal one; in memory for the same reason. */
const LOWEST: usize = memory.data<f32>(
  [-87.33654022216797, -87.33654022216797, -87.33654022216797, -87.33654022216797],
  16,
);

/** eˣ of four float32 up to 0, or NaN, with the bits of the plain `exp32`, flushed. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const lowest = v128.load(LOWEST);
  const vanishing = f32x4.lt(x, lowest);
  x = f32x4.pmax(x, lowest);
  const low = inRange(f64x2.promote_low_f32x4(x));
  const high = inRange(f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 0)));
  return v128.andnot(i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2), vanishing);
}
