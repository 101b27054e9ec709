/** Vectors of one to four float32, for the edges of a matrix: nothing beyond them is read or written. */

// @ts-expect-error: decorator
@inline
export function loadLanes(p: usize, n: i32): v128 {
  if (n >= 4) return v128.load(p);
  if (n == 3) return v128.load32_lane(p + 8, v128.load64_zero(p), 2);
  if (n == 2) return v128.load64_zero(p);
  return n == 1 ? v128.load32_zero(p) : i32x4.splat(0);
}

// @ts-expect-error: decorator
@inline
export function storeLanes(p: usize, v: v128, n: i32): void {
  if (n >= 4) {
    v128.store(p, v);
  } else if (n == 3) {
    v128.store64_lane(p, v, 0);
    v128.store32_lane(p + 8, v, 2);
  } else if (n == 2) {
    v128.store64_lane(p, v, 0);
  } else if (n == 1) {
    v128.store32_lane(p, v, 0);
  }
}

/** Writes the first `n` lanes down a column. */
// @ts-expect-error: decorator
@inline
export function storeDown(p: usize, down: usize, v: v128, n: i32): void {
  v128.store32_lane(p, v, 0);
  if (n > 1) v128.store32_lane(p + down, v, 1);
  if (n > 2) v128.store32_lane(p + (down << 1), v, 2);
  if (n > 3) v128.store32_lane(p + down + (down << 1), v, 3);
}

/** All ones in the first `n` lanes of four. */
// @ts-expect-error: decorator
@inline
export function firstLanes(n: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(n));
}

/** Four sums of float64 as float32. */
// @ts-expect-error: decorator
@inline
export function rounded(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
