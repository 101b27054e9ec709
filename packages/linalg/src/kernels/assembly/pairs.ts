/** Two neighbours of float32 in float64. */
// @ts-expect-error: decorator
@inline
export function pair(p: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(p));
}

/** Two float64, rounded. */
// @ts-expect-error: decorator
@inline
export function storePair(p: usize, x: v128): void {
  v128.store64_lane(p, f32x4.demote_f64x2_zero(x), 0);
}
