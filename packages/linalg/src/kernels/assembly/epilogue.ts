import { flushed, large32, positive, SMALL } from "./flush";
import { gated } from "./gate";
import { loadLanes, storeLanes } from "./lanes";
import { TILE } from "./scratch";

/** What happens to the elements of a product on their way out, in this order. */
export const BIAS: i32 = 1; // + bias[j], in float32
export const RELU: i32 = 2; // max(0, ·); NaN stays
export const MASK: i32 = 4; // 0 where the ReLU whose gradient this is had an input ≤ 0

export const LARGE: i32 = 8; // of none of it there is anything to flush

export let steps: i32 = 0;
export let biasAt: usize = 0;
/** From an element of the product to that of the mask. */
let toMask: usize = 0;

export function prepare(flags: i32, out: usize, bias: usize, mask: usize): void {
  steps = flags;
  biasAt = bias;
  toMask = mask - out;
}

/** Whether there is an epilogue. */
// @ts-ignore: decorator
@inline
export function unfinished(): bool {
  return (steps & (BIAS | RELU | MASK)) != 0;
}

/** Finishes a part of the product where it lies, `columns` columns from `column` on. */
export function finish(out: usize, outDown: usize, rows: i32, column: i32, columns: i32): void {
  const flags = steps;
  const bias = biasAt + (<usize>column << 2);
  for (; rows > 0; rows--, out += outDown) {
    for (let j = 0; j < columns; j += 4) {
      const n = columns - j;
      const at = <usize>j << 2;
      let v = loadLanes(out + at, n);
      if (flags & BIAS) v = f32x4.add(v, loadLanes(bias + at, n));
      if (flags & RELU) v = gated(v, v);
      if (flags & MASK) v = gated(v, loadLanes(out + at + toMask, n));
      storeLanes(out + at, flushed(v), n);
    }
  }
}

/** What a product without an epilogue writes is finished by that. */
// @ts-ignore: decorator
@inline
export function written(v: v128, flags: i32): v128 {
  return flags == 0 ? flushed(v) : v;
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
  if (flags & RELU) return flags & LARGE ? f32x4.pmax(v, f32x4.splat(0)) : positive(v);
  if (flags & MASK) v = gated(v, v128.load(p + toMask));
  return flags & LARGE ? v : flushed(v);
}

/** Whether all of A and of n biases from `j` on are so large, if the present epilogue makes use of it; B is to be, too. */
export function large(a: usize, length: i32, j: i32, n: i32): bool {
  if (steps == MASK) return large32(a, length, false);
  return steps == (BIAS | RELU) && large32(a, length, true) && large32(biasAt + (<usize>j << 2), n, true);
}

/** Of few products, where there is no epilogue: whether A and B are so large is found out, and then nothing is flushed. */
export function spare(a: usize, lengthOfA: i32, b: usize, lengthOfB: i32): void {
  if (steps == 0 && large32(a, lengthOfA, true) && large32(b, lengthOfB, true)) steps = LARGE;
}

/** Whether n elements of B, a multiple of the lanes, are so large. */
export function largeToo<T>(b: usize, n: i32): bool {
  const zero = i32x4.splat(0), least = v128.splat<T>(<T>SMALL);
  let small = zero;
  for (; n > 0; n -= 16 / sizeof<T>(), b += 16) {
    const v = v128.load(b);
    const less = v128.lt<T>(v128.abs<T>(v), least);
    small = v128.or(small, steps == MASK ? less : v128.andnot(less, v128.eq<T>(v, zero)));
  }
  return !v128.any_true(small);
}
