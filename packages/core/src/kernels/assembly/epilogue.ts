import { loadLanes, storeLanes } from "./lanes";

/** What happens to the elements of a product on their way out, in this order. */
export const BIAS: i32 = 1; // + bias[j], in float32
export const RELU: i32 = 2; // max(0, ·); NaN stays
export const MASK: i32 = 4; // 0 where the ReLU whose gradient this is had an input ≤ 0

let steps: i32 = 0;
let biasAt: usize = 0;
/** From an element of the product to that of the mask. */
let toMask: usize = 0;

export function prepare(flags: i32, out: usize, bias: usize, mask: usize): void {
  steps = flags;
  biasAt = bias;
  toMask = mask - out;
}

/** 0 in the lanes where `gate` ≤ 0, and `v` in the others: those where it is NaN too. */
// @ts-ignore: decorator
@inline
export function gated(v: v128, gate: v128): v128 {
  return v128.andnot(v, f32x4.le(gate, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
export function epilogue(last: bool): i32 {
  return last ? steps : 0;
}

/** The biases of up to four columns from `j` on. */
// @ts-ignore: decorator
@inline
export function biases(flags: i32, j: i32, n: i32): v128 {
  return flags & BIAS ? loadLanes(biasAt + (<usize>j << 2), n) : f32x4.splat(0);
}

/** Stores up to four elements. */
// @ts-ignore: decorator
@inline
export function store4(p: usize, v: v128, n: i32, flags: i32, bias: v128): void {
  if (flags & BIAS) v = f32x4.add(v, bias);
  if (flags & RELU) v = gated(v, v);
  if (flags & MASK) v = gated(v, loadLanes(p + toMask, n));
  storeLanes(p, v, n);
}

/** Stores eight elements. */
// @ts-ignore: decorator
@inline
export function store8(p: usize, v: v128, w: v128, flags: i32, bias: v128, biasRight: v128): void {
  if (flags & BIAS) {
    v = f32x4.add(v, bias);
    w = f32x4.add(w, biasRight);
  }
  if (flags & RELU) {
    v = gated(v, v);
    w = gated(w, w);
  }
  if (flags & MASK) {
    v = gated(v, v128.load(p + toMask));
    w = gated(w, v128.load(p + toMask, 16));
  }
  v128.store(p, v);
  v128.store(p, w, 16);
}
