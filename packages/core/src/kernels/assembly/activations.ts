import { exponents, flushedBy } from "./flush";
import { loadLanes, storeLanes } from "./lanes";
import { narrowExp, narrowExpm1, narrowSigmoid, narrowSilu, narrowSoftplus, narrowTanh, one, times } from "./narrow";
import { narrowGelu, narrowGeluSlope, narrowGeluTanh, narrowGeluTanhSlope } from "./narrow-gelu";
import { TILE } from "./scratch";

// As `Activation` in ../bindings/interface.ts numbers them.
const LEAKY_RELU: i32 = 0;
const ELU: i32 = 1;
const GELU: i32 = 2;
const GELU_TANH: i32 = 3;
const SILU: i32 = 4;
const SIGMOID: i32 = 5;
const TANH: i32 = 6;
const SOFTPLUS: i32 = 7;

/** s·(1 - s) */
// @ts-ignore: decorator
@inline
function spread(s: v128): v128 {
  return times(s, f32x4.sub(one(), s));
}

/** `activation` is a constant where this is called: each has a loop of its own. */
// @ts-ignore: decorator
@inline
function forward(activation: i32, x: v128, parameter: v128): v128 {
  if (activation == LEAKY_RELU) return v128.bitselect(x, times(parameter, x), f32x4.gt(x, i32x4.splat(0)));
  if (activation == ELU) return v128.bitselect(x, times(parameter, narrowExpm1(x)), f32x4.gt(x, i32x4.splat(0)));
  if (activation == GELU) return narrowGelu(x);
  if (activation == GELU_TANH) return narrowGeluTanh(x);
  if (activation == SILU) return narrowSilu(x);
  if (activation == SIGMOID) return narrowSigmoid(x);
  return activation == TANH ? narrowTanh(x) : narrowSoftplus(x);
}

// @ts-ignore: decorator
@inline
function backward(activation: i32, dy: v128, x: v128, parameter: v128): v128 {
  if (activation == LEAKY_RELU) return v128.bitselect(dy, times(parameter, dy), f32x4.gt(x, i32x4.splat(0)));
  if (activation == ELU) {
    return v128.bitselect(dy, times(dy, times(parameter, narrowExp(x))), f32x4.gt(x, i32x4.splat(0)));
  }
  if (activation == GELU) return times(dy, narrowGeluSlope(x));
  if (activation == GELU_TANH) return times(dy, narrowGeluTanhSlope(x));
  if (activation == SILU) {
    const s = narrowSigmoid(x);
    return times(dy, f32x4.add(s, times(x, spread(s))));
  }
  if (activation == SIGMOID) return times(dy, spread(x));
  if (activation == TANH) return times(dy, times(f32x4.sub(one(), x), f32x4.add(one(), x)));
  return times(dy, narrowSigmoid(x));
}

// @ts-ignore: decorator
@inline
function forwardLoop(activation: i32, y: usize, x: usize, end: usize, parameter: v128): void {
  const bits = exponents(), zero = i32x4.splat(0);
  for (; x != end; x += 16, y += 16) {
    const v = forward(activation, v128.load(x), parameter);
    // The sigmoid is never subnormal.
    v128.store(y, activation == SIGMOID ? v : flushedBy(v, bits, zero));
  }
}

// @ts-ignore: decorator
@inline
function backwardLoop(activation: i32, dx: usize, dy: usize, x: usize, end: usize, parameter: v128): void {
  const bits = exponents(), zero = i32x4.splat(0);
  for (; x != end; x += 16, dy += 16, dx += 16) {
    v128.store(dx, flushedBy(backward(activation, v128.load(dy), v128.load(x), parameter), bits, zero));
  }
}

function forwardVectors(activation: i32, y: usize, x: usize, n: i32, parameter: f32): void {
  const p = f32x4.splat(parameter), end = x + (<usize>n << 2);
  if (activation == LEAKY_RELU) forwardLoop(LEAKY_RELU, y, x, end, p);
  else if (activation == ELU) forwardLoop(ELU, y, x, end, p);
  else if (activation == GELU) forwardLoop(GELU, y, x, end, p);
  else if (activation == GELU_TANH) forwardLoop(GELU_TANH, y, x, end, p);
  else if (activation == SILU) forwardLoop(SILU, y, x, end, p);
  else if (activation == SIGMOID) forwardLoop(SIGMOID, y, x, end, p);
  else if (activation == TANH) forwardLoop(TANH, y, x, end, p);
  else forwardLoop(SOFTPLUS, y, x, end, p);
}

function backwardVectors(activation: i32, dx: usize, dy: usize, x: usize, n: i32, parameter: f32): void {
  const p = f32x4.splat(parameter), end = x + (<usize>n << 2);
  if (activation == LEAKY_RELU) backwardLoop(LEAKY_RELU, dx, dy, x, end, p);
  else if (activation == ELU) backwardLoop(ELU, dx, dy, x, end, p);
  else if (activation == GELU) backwardLoop(GELU, dx, dy, x, end, p);
  else if (activation == GELU_TANH) backwardLoop(GELU_TANH, dx, dy, x, end, p);
  else if (activation == SILU) backwardLoop(SILU, dx, dy, x, end, p);
  else if (activation == SIGMOID) backwardLoop(SIGMOID, dx, dy, x, end, p);
  else if (activation == TANH) backwardLoop(TANH, dx, dy, x, end, p);
  else backwardLoop(SOFTPLUS, dx, dy, x, end, p);
}

/** y = f(x), flushed. y may be x. */
export function activationForward(activation: i32, y: usize, x: usize, n: i32, parameter: f32): void {
  const whole = n & ~3, done = <usize>whole << 2, left = n - whole;
  forwardVectors(activation, y, x, whole, parameter);
  if (left == 0) return;
  v128.store(TILE, loadLanes(x + done, left));
  forwardVectors(activation, TILE, TILE, 4, parameter);
  storeLanes(y + done, v128.load(TILE), left);
}

/** dx = dy·f', flushed. dx may be dy. @param x of sigmoid and tanh, y */
export function activationBackward(activation: i32, dx: usize, dy: usize, x: usize, n: i32, parameter: f32): void {
  const whole = n & ~3, done = <usize>whole << 2, left = n - whole;
  backwardVectors(activation, dx, dy, x, whole, parameter);
  if (left == 0) return;
  v128.store(TILE, loadLanes(dy + done, left)), v128.store(TILE, loadLanes(x + done, left), 16);
  backwardVectors(activation, TILE, TILE, TILE + 16, 4, parameter);
  storeLanes(dx + done, v128.load(TILE), left);
}
