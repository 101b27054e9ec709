/** 0 in the lanes where `gate` ≤ 0, and `v` in the others: those where it is NaN too. */
// @ts-expect-error: decorator
@inline
export function gated(v: v128, gate: v128): v128 {
  return v128.andnot(v, f32x4.le(gate, f32x4.splat(0)));
}
