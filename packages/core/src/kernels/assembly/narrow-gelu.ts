import { rounded } from "./lanes";
import { one, scale, series, times } from "./narrow";
import { high, low } from "./pack64";

// The functions of math/narrow-gelu.ts, four float32 at a time, operation by operation.

/** In memory, because V8 makes up a constant vector with three instructions wherever it is used. */
const CONSTANTS: usize = memory.data<f64>(
  [
    1.4426950408889634, 6755399441055744, 0.6931471805599453, 1, -0.5, 0.3989422804014327,
    0.5000000024689477, 0.4355929105651087, 0.18123794066315843, 0.039961068834373836, 0.00401678352749043,
    1.6690707380737817, 1.1941975399164795, 0.46419871219351877, 0.1001749613837545, 0.010068439045987974,
    -1.5957691216057308, -0.07135481627260025,
  ],
  16,
);
const NARROW: usize = memory.data<f32>(
  [13.26, -10.000760078430176, 10.029805183410645, 1.5957691216057308, 0.21406444881780075],
  16,
);

// @ts-ignore: decorator
@inline
function wide(i: usize): v128 {
  return v128.load64_splat(CONSTANTS + (i << 3));
}

// @ts-ignore: decorator
@inline
function narrow(i: usize): v128 {
  return v128.load32_splat(NARROW + (i << 2));
}

/** a + x·b */
// @ts-ignore: decorator
@inline
function step(a: usize, x: v128, b: v128): v128 {
  return f64x2.add(wide(a), f64x2.mul(x, b));
}

// @ts-ignore: decorator
@inline
function shifted(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, wide(0)), wide(1));
}

// @ts-ignore: decorator
@inline
function left(x: v128, shifted: v128): v128 {
  return f64x2.sub(x, f64x2.mul(f64x2.sub(shifted, wide(1)), wide(2)));
}

/** 2ⁿ of four float64, the first two and the last … */
// @ts-ignore: decorator
@inline
function powers(shifted0: v128, shifted1: v128): v128 {
  return scale(i32x4.shuffle(shifted0, shifted1, 0, 2, 4, 6));
}

/** … and eʳ - 1. */
// @ts-ignore: decorator
@inline
function rests(x0: v128, x1: v128, shifted0: v128, shifted1: v128): v128 {
  return series(rounded(left(x0, shifted0), left(x1, shifted1)));
}

// @ts-ignore: decorator
@inline
function quotient(a: v128): v128 {
  const above = step(6, a, step(7, a, step(8, a, step(9, a, wide(10)))));
  return f64x2.div(above, step(3, a, step(11, a, step(12, a, step(13, a, step(14, a, wide(15)))))));
}

// @ts-ignore: decorator
@inline
function bell(a: v128): v128 {
  return f64x2.mul(wide(4), f64x2.mul(a, a));
}

/** Two of a·(1 + rest)·quotient, or with `slope` of (1 + rest)·(quotient - a / √(2π)). */
// @ts-ignore: decorator
@inline
function tail(a: v128, rest: v128, slope: bool): v128 {
  const power = f64x2.add(wide(3), rest);
  if (slope) return f64x2.mul(power, f64x2.sub(quotient(a), f64x2.mul(wide(5), a)));
  return f64x2.mul(f64x2.mul(a, power), quotient(a));
}

// @ts-ignore: decorator
@inline
function tails(x: v128, slope: bool): v128 {
  const a = f32x4.pmin(f32x4.abs(x), narrow(0)), a0 = low(a), a1 = high(a);
  const x0 = bell(a0), x1 = bell(a1), at0 = shifted(x0), at1 = shifted(x1), rest = rests(x0, x1, at0, at1);
  return times(powers(at0, at1), rounded(tail(a0, low(rest), slope), tail(a1, high(rest), slope)));
}

// @ts-ignore: decorator
@inline
export function narrowGelu(x: v128): v128 {
  return f32x4.sub(f32x4.pmax(x, i32x4.splat(0)), tails(x, false));
}

// @ts-ignore: decorator
@inline
export function narrowGeluSlope(x: v128): v128 {
  const y = tails(x, true);
  return v128.bitselect(y, f32x4.sub(one(), y), f32x4.lt(x, i32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function minusU(x: v128): v128 {
  return f64x2.mul(x, step(16, f64x2.mul(x, x), wide(17)));
}

/** x / (1 + e⁻ᵘ), or with `slope` its derivative. */
// @ts-ignore: decorator
@inline
function gated(x: v128, slope: bool): v128 {
  const most = f32x4.pmin(x, narrow(2)), x0 = minusU(low(most)), x1 = minusU(high(most));
  const at0 = shifted(x0), at1 = shifted(x1), two = powers(at0, at1), part = times(two, rests(x0, x1, at0, at1));
  const sum = f32x4.add(two, f32x4.add(part, one()));
  let y = f32x4.div(slope ? one() : x, sum);
  if (slope) {
    const inner = f32x4.add(narrow(3), times(narrow(4), times(most, most)));
    y = f32x4.add(y, times(times(times(most, y), times(y, f32x4.add(two, part))), inner));
  }
  return v128.andnot(y, f32x4.lt(x, narrow(1)));
}

// @ts-ignore: decorator
@inline
export function narrowGeluTanh(x: v128): v128 {
  return gated(x, false);
}

// @ts-ignore: decorator
@inline
export function narrowGeluTanhSlope(x: v128): v128 {
  return gated(x, true);
}
