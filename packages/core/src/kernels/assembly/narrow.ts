// The functions of math/narrow.ts, four float32 at a time, operation by operation.

/** In memory, because V8 makes up a constant vector with three instructions wherever it is used. */
const CONSTANTS: usize = memory.data<f32>(
  [
    1.4426950408889634, 12582912, 0.693359375, -2.1219444e-4,
    0.4999999701976776, 0.1666654497385025, 0.04166743904352188, 0.00836645346134901, 0.0013870554976165295,
    0.6666641235351562, 0.4002173840999603, 0.2799859642982483, 0.2802674174308777,
    -87.33654022216797, 1, 88, -88, -2, 2, -1, -0.0,
  ],
  16,
);
/** Where the coefficients of each begin. */
const E: usize = 4, A: usize = 9;

// @ts-ignore: decorator
@inline
function constant(i: usize): v128 {
  return v128.load32_splat(CONSTANTS + (i << 2));
}

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return constant(14);
}

/** Where x is below the least number whose exponential is a normal one. */
// @ts-ignore: decorator
@inline
function vanishing(x: v128): v128 {
  return f32x4.lt(x, constant(13));
}

/** No less than -88, which makes 2ⁿ 0. */
// @ts-ignore: decorator
@inline
function within(x: v128): v128 {
  return f32x4.pmax(x, constant(16));
}

// @ts-ignore: decorator
@inline
export function times(x: v128, y: v128): v128 {
  return f32x4.mul(x, y);
}

// @ts-ignore: decorator
@inline
function linear(x: v128, from: usize): v128 {
  return f32x4.add(constant(from), times(x, constant(from + 1)));
}

/** x·STEPS + ROUND, in the lower bits of which n is: x = n·ln 2 + r. */
// @ts-ignore: decorator
@inline
function shifted(x: v128): v128 {
  return f32x4.add(times(x, constant(0)), constant(1));
}

/** 2ⁿ */
// @ts-ignore: decorator
@inline
export function scale(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), one());
}

/** eʳ - 1 */
// @ts-ignore: decorator
@inline
export function series(r: v128): v128 {
  const z = times(r, r);
  return f32x4.add(r, times(z, f32x4.add(linear(r, E), times(z, f32x4.add(linear(r, E + 2), times(z, constant(E + 4)))))));
}

// @ts-ignore: decorator
@inline
function rest(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, constant(1));
  return series(f32x4.sub(f32x4.sub(x, times(n, constant(2))), times(n, constant(3))));
}

/** eˣ; x ≤ 0. */
// @ts-ignore: decorator
@inline
export function narrowExp(x: v128): v128 {
  const at = shifted(x);
  return v128.andnot(times(scale(at), f32x4.add(one(), rest(x, at))), vanishing(x));
}

/** eˣ - 1; x ≤ 0. */
// @ts-ignore: decorator
@inline
export function narrowExpm1(x: v128): v128 {
  const at = shifted(x), power = scale(at);
  const y = f32x4.add(times(power, rest(x, at)), f32x4.sub(power, one()));
  return v128.bitselect(constant(19), y, vanishing(x));
}

/** y / (1 + e⁻ˣ) */
// @ts-ignore: decorator
@inline
function gated(y: v128, x: v128): v128 {
  const power = f32x4.sub(i32x4.splat(0), f32x4.pmin(x, constant(15)));
  const at = shifted(power), two = scale(at);
  const sum = f32x4.add(two, f32x4.add(times(two, rest(power, at)), one()));
  return v128.andnot(f32x4.div(y, sum), vanishing(x));
}

// @ts-ignore: decorator
@inline
export function narrowSigmoid(x: v128): v128 {
  return gated(one(), x);
}

// @ts-ignore: decorator
@inline
export function narrowSilu(x: v128): v128 {
  return gated(x, x);
}

// @ts-ignore: decorator
@inline
export function narrowTanh(x: v128): v128 {
  const sign = constant(20);
  const power = within(times(v128.andnot(x, sign), constant(17)));
  const at = shifted(power), two = scale(at), part = times(two, rest(power, at));
  const y = f32x4.div(f32x4.sub(f32x4.sub(one(), two), part), f32x4.add(f32x4.add(one(), two), part));
  return v128.or(y, v128.and(x, sign));
}

// @ts-ignore: decorator
@inline
export function narrowSoftplus(x: v128): v128 {
  const power = within(v128.or(x, constant(20)));
  const at = shifted(power), two = scale(at), part = times(two, rest(power, at));
  const u = f32x4.add(two, part);
  const t = f32x4.div(u, f32x4.add(constant(18), u)), z = times(t, t);
  const series = times(z, f32x4.add(linear(z, A), times(times(z, z), linear(z, A + 2))));
  const log = f32x4.sub(part, times(t, f32x4.sub(u, series)));
  return f32x4.add(two, f32x4.add(log, f32x4.pmax(x, i32x4.splat(0))));
}
