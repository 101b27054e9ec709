/** Vectors of one to four float32, for the edges of a matrix: nothing beyond them is read or written. */

// @ts-ignore: decorator
@inline
export function loadLanes(p: usize, n: i32): v128 {
  if (n >= 4) return v128.load(p);
  if (n == 3) return v128.load32_lane(p + 8, v128.load64_zero(p), 2);
  if (n == 2) return v128.load64_zero(p);
  return n == 1 ? v128.load32_zero(p) : i32x4.splat(0);
}

// @ts-ignore: decorator
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
