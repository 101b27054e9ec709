import { flushed, positive } from "./flush";
import { gated } from "./gate";
import { loadLanes, storeLanes } from "./lanes";

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

/** Finishes a part of the product where it lies, `columns` columns from `column` on, if that is not yet done. */
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

/** The biases of four columns from `j` on. */
// @ts-ignore: decorator
@inline
export function biases(flags: i32, j: i32): v128 {
  return flags & BIAS ? v128.load(biasAt + (<usize>j << 2)) : f32x4.splat(0);
}

/** Four elements, which belong at `p`, finished. */
// @ts-ignore: decorator
@inline
export function finished(v: v128, p: usize, flags: i32, bias: v128): v128 {
  if (flags & BIAS) v = f32x4.add(v, bias);
  if (flags & RELU) return positive(v);
  if (flags & MASK) v = gated(v, v128.load(p + toMask));
  return flushed(v);
}
