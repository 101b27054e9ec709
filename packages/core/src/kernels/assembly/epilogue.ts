import { gated } from "./gate";
import { loadLanes, storeLanes } from "./lanes";
import { TILE } from "./scratch";

/** What happens to the elements of a product on their way out, in this order. */
export const BIAS: i32 = 1; // + bias[j], in float32
export const RELU: i32 = 2; // max(0, ·); NaN stays
export const MASK: i32 = 4; // 0 where the ReLU whose gradient this is had an input ≤ 0

export let steps: i32 = 0;
export let biasAt: usize = 0;
/** From an element of the product to that of the mask. */
let toMask: usize = 0;

export function prepare(flags: i32, out: usize, bias: usize, mask: usize): void {
  steps = flags;
  biasAt = bias;
  toMask = mask - out;
}

/** Finishes a part of the product where it lies: `columns` columns from `column` on. */
export function finish(out: usize, outDown: usize, rows: i32, column: i32, columns: i32): void {
  const flags = steps;
  if (flags == 0) return;
  const bias = biasAt + (<usize>column << 2);
  for (; rows > 0; rows--, out += outDown) {
    for (let j = 0; j < columns; j += 4) {
      const n = columns - j;
      const at = <usize>j << 2;
      let v = loadLanes(out + at, n);
      if (flags & BIAS) v = f32x4.add(v, loadLanes(bias + at, n));
      if (flags & RELU) v = gated(v, v);
      if (flags & MASK) v = gated(v, loadLanes(out + at + toMask, n));
      storeLanes(out + at, v, n);
    }
  }
}

// For products whose sums are so short that a second look at them would show.

/** The biases of four columns from `j` on. In front of a ReLU, -0 is made 0: then nothing there is -0. */
// @ts-ignore: decorator
@inline
export function biases(flags: i32, j: i32): v128 {
  if (!(flags & BIAS)) return f32x4.splat(0);
  const bias = v128.load(biasAt + (<usize>j << 2));
  if (!(flags & RELU)) return bias;
  // By way of memory, or V8 moves the addition into the loop that the result is used in.
  v128.store(TILE, f32x4.add(f32x4.splat(0), bias));
  return v128.load(TILE);
}

/** Four elements, which belong at `p`, finished. */
// @ts-ignore: decorator
@inline
export function finished(v: v128, p: usize, flags: i32, bias: v128): v128 {
  if (flags & BIAS) v = f32x4.add(v, bias);
  if (flags & RELU) v = f32x4.pmax(v, f32x4.splat(0));
  if (flags & MASK) v = gated(v, v128.load(p + toMask));
  return v;
}

/** 2^-60 */
const LARGE: f32 = 8.673617379884035e-19;

/** Whether the magnitudes of n float32 are so large that the product of two such numbers is not 0. */
export function large32(p: usize, n: i32): bool {
  let least = f32x4.splat(Infinity);
  for (; n >= 4; n -= 4, p += 16) least = f32x4.pmin(least, f32x4.abs(v128.load(p)));
  let all = v128.any_true(f32x4.lt(least, f32x4.splat(LARGE))) == 0;
  for (; n > 0; n--, p += 4) all = all && !(abs(load<f32>(p)) < LARGE);
  return all;
}

/** The same for an even number of float64. */
export function large64(p: usize, n: i32): bool {
  let least = f64x2.splat(Infinity);
  for (; n > 0; n -= 2, p += 16) least = f64x2.pmin(least, f64x2.abs(v128.load(p)));
  return !v128.any_true(f64x2.lt(least, f64x2.splat(LARGE)));
}
