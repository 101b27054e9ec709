// The functions of math/narrow.ts, four float32 at a time, operation by operation; both branches, and then a choice.

/** In memory, because V8 makes up a constant vector with three instructions wherever it is used. */
const CONSTANTS: usize = memory.data<f32>(
  [
    1.4426950408889634, 12582912, 0.693359375, -2.1219444e-4,
    0.5, 0.1666666567325592, 0.041666362434625626, 0.008333389647305012, 0.0013940617209300399, 0.00019845877250190824,
    0.49999910593032837, -0.33328425884246826, 0.24909907579421997, -0.19221732020378113, 0.1310584992170334, -0.053342387080192566,
    0.6931471805599453, 0.1249999925494194, -0.005208276677876711, 0.0003469709772616625, -2.585325637483038e-5, 1.67023176800285e-6,
    0.2499999850988388, -0.020832927897572517, 0.00208114692941308, -0.00020585590391419828, 1.623894422664307e-5,
    -0.33333298563957214, 0.13331924378871918, -0.053783830255270004, 0.020795971155166626, -0.005895158275961876,
    -87.33654022216797, 1, 0.6,
  ],
  16,
);
/** Where the coefficients of each begin. */
const E: usize = 4, L: usize = 10, C: usize = 17, S: usize = 22, T: usize = 27;

// @ts-ignore: decorator
@inline
function constant(i: usize): v128 {
  return v128.load32_splat(CONSTANTS + (i << 2));
}

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return constant(33);
}

// @ts-ignore: decorator
@inline
export function lowest(): v128 {
  return constant(32);
}

// @ts-ignore: decorator
@inline
function small(): v128 {
  return constant(34);
}

// @ts-ignore: decorator
@inline
export function times(x: v128, y: v128): v128 {
  return f32x4.mul(x, y);
}

/** c₀ + c₁·x + …, of five or six terms. */
// @ts-ignore: decorator
@inline
function polynomial(x: v128, from: usize, terms: usize): v128 {
  const z = times(x, x);
  const last = terms == 6 ? linear(x, from + 4) : constant(from + 4);
  return f32x4.add(linear(x, from), times(z, f32x4.add(linear(x, from + 2), times(z, last))));
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
function scale(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), one());
}

/** eʳ - 1 */
// @ts-ignore: decorator
@inline
function rest(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, constant(1));
  const r = f32x4.sub(f32x4.sub(x, times(n, constant(2))), times(n, constant(3)));
  return f32x4.add(r, times(times(r, r), polynomial(r, E, 6)));
}

/** eˣ; x ≤ 0. */
// @ts-ignore: decorator
@inline
export function narrowExp(x: v128): v128 {
  const at = shifted(x);
  return v128.andnot(times(scale(at), f32x4.add(one(), rest(x, at))), f32x4.lt(x, lowest()));
}

/** eˣ - 1; x ≤ 0. */
// @ts-ignore: decorator
@inline
export function narrowExpm1(x: v128): v128 {
  const at = shifted(x), power = scale(at);
  const y = f32x4.add(times(power, rest(x, at)), f32x4.sub(power, one()));
  return v128.bitselect(f32x4.neg(one()), y, f32x4.lt(x, lowest()));
}

/** σ(-a); a ≥ 0. */
// @ts-ignore: decorator
@inline
function below(a: v128): v128 {
  const e = narrowExp(f32x4.neg(a));
  return f32x4.sub(e, f32x4.div(times(e, e), f32x4.add(one(), e)));
}

// @ts-ignore: decorator
@inline
function half(): v128 {
  return constant(E);
}

// @ts-ignore: decorator
@inline
function negative(x: v128): v128 {
  return f32x4.lt(x, i32x4.splat(0));
}

// @ts-ignore: decorator
@inline
export function narrowSigmoid(x: v128): v128 {
  const s = below(f32x4.abs(x));
  return v128.bitselect(s, f32x4.sub(one(), s), negative(x));
}

// @ts-ignore: decorator
@inline
export function narrowSilu(x: v128): v128 {
  const a = f32x4.abs(x), z = times(x, x);
  const near = f32x4.add(times(half(), x), times(z, polynomial(z, S, 5)));
  const power = f32x4.neg(a), at = shifted(power), r = rest(power, at), two = scale(at);
  const rounded = f32x4.add(one(), r);
  const lost = f32x4.sub(r, f32x4.sub(rounded, one()));
  const e = times(two, rounded);
  const square = f32x4.div(times(e, e), f32x4.add(one(), e));
  const s = f32x4.sub(e, f32x4.sub(square, times(two, lost)));
  const y = v128.andnot(times(x, s), f32x4.lt(power, lowest()));
  return v128.bitselect(near, v128.bitselect(y, f32x4.sub(x, y), negative(x)), f32x4.lt(a, one()));
}

// @ts-ignore: decorator
@inline
export function narrowTanh(x: v128): v128 {
  const a = f32x4.abs(x), z = times(x, x);
  const near = f32x4.add(x, times(times(x, z), polynomial(z, T, 5)));
  const s = below(f32x4.add(a, a));
  const y = f32x4.sub(one(), f32x4.add(s, s));
  return v128.bitselect(near, v128.bitselect(f32x4.neg(y), y, negative(x)), f32x4.lt(a, small()));
}

// @ts-ignore: decorator
@inline
export function narrowSoftplus(x: v128): v128 {
  const a = f32x4.abs(x), z = times(x, x), u = narrowExp(f32x4.neg(a));
  const near = f32x4.add(times(half(), x), f32x4.add(constant(16), times(z, polynomial(z, C, 5))));
  const log = f32x4.sub(u, times(times(u, u), polynomial(u, L, 6)));
  return v128.bitselect(near, f32x4.add(f32x4.pmax(x, i32x4.splat(0)), log), f32x4.lt(a, one()));
}
