import { rounded } from "./band64";
import { wideExp } from "./exp";
import { exponents, flushedBy } from "./flush";
import { loadLanes, storeLanes } from "./lanes";
import { high, low } from "./pack64";
import { times, wideExpm1, wideNormalCdf, wideSigmoid, wideSoftplus, wideTanh } from "./wide";

// As `Activation` in ../interface.ts numbers them.
const LEAKY_RELU: i32 = 0;
const ELU: i32 = 1;
const GELU: i32 = 2;
const GELU_TANH: i32 = 3;
const SILU: i32 = 4;
const SIGMOID: i32 = 5;
const TANH: i32 = 6;

const INVERSE_SQRT_2_PI: f64 = 0.3989422804014327;
const A: f64 = 1.5957691216057308;
const B: f64 = 0.07135481627260025;

function bellOf(x: v128): v128 {
  return wideExp(times(f64x2.splat(-0.5), times(x, x)));
}

/** σ of the argument in the tanh approximation of GELU, x·(A + B·x²). */
function gate(x: v128): v128 {
  return wideSigmoid(times(x, f64x2.add(f64x2.splat(A), times(f64x2.splat(B), times(x, x)))));
}

/** Two elements, in float64. */
function forward(activation: i32, x: v128, parameter: v128): v128 {
  if (activation == LEAKY_RELU) return v128.bitselect(x, times(parameter, x), f64x2.gt(x, f64x2.splat(0)));
  if (activation == ELU) return v128.bitselect(x, times(parameter, wideExpm1(x)), f64x2.gt(x, f64x2.splat(0)));
  if (activation == GELU) return times(x, wideNormalCdf(x, bellOf(x)));
  if (activation == GELU_TANH) return times(x, gate(x));
  if (activation == SILU) return times(x, wideSigmoid(x));
  if (activation == SIGMOID) return wideSigmoid(x);
  return activation == TANH ? wideTanh(x) : wideSoftplus(x);
}

/** s·(1 - s) */
// @ts-ignore: decorator
@inline
function spread(s: v128): v128 {
  return times(s, f64x2.sub(f64x2.splat(1), s));
}

function backward(activation: i32, dy: v128, x: v128, parameter: v128): v128 {
  const positive = f64x2.gt(x, f64x2.splat(0));
  if (activation == LEAKY_RELU) return v128.bitselect(dy, times(parameter, dy), positive);
  if (activation == ELU) return v128.bitselect(dy, times(dy, times(parameter, wideExp(x))), positive);
  if (activation == GELU) {
    const bell = bellOf(x);
    return times(dy, f64x2.add(wideNormalCdf(x, bell), times(times(f64x2.splat(INVERSE_SQRT_2_PI), bell), x)));
  }
  if (activation == GELU_TANH) {
    const s = gate(x);
    const inner = f64x2.add(f64x2.splat(A), times(f64x2.splat(3 * B), times(x, x)));
    return times(dy, f64x2.add(s, times(times(x, spread(s)), inner)));
  }
  if (activation == SILU) {
    const s = wideSigmoid(x);
    return times(dy, f64x2.add(s, times(x, spread(s))));
  }
  if (activation == SIGMOID) return times(dy, spread(x));
  if (activation == TANH) return times(dy, f64x2.sub(f64x2.splat(1), times(x, x)));
  return times(dy, wideSigmoid(x));
}

/** y = f(x), in float64, flushed and rounded once. y may be x. */
export function activationForward(activation: i32, y: usize, x: usize, n: i32, parameter: f64): void {
  const p = f64x2.splat(parameter), bits = exponents(), zero = i32x4.splat(0);
  for (; n > 0; n -= 4, x += 16, y += 16) {
    const v = loadLanes(x, n);
    const f = rounded(forward(activation, low(v), p), forward(activation, high(v), p));
    storeLanes(y, flushedBy(f, bits, zero), n);
  }
}

/** dx = dy·f'. dx may be dy. @param x of sigmoid and tanh, y */
export function activationBackward(activation: i32, dx: usize, dy: usize, x: usize, n: i32, parameter: f64): void {
  const p = f64x2.splat(parameter), bits = exponents(), zero = i32x4.splat(0);
  for (; n > 0; n -= 4, x += 16, dy += 16, dx += 16) {
    const v = loadLanes(x, n), w = loadLanes(dy, n);
    const b = rounded(backward(activation, low(w), low(v), p), backward(activation, high(w), high(v), p));
    storeLanes(dx, flushedBy(b, bits, zero), n);
  }
}
