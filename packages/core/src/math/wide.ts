/**
 * The functions behind the losses: float64 in, float64 out, the same bits in every engine, and within
 * 2^-29 of their value, relatively, so that rounding them to float32 gives at most 0.54 ulp. Each is `wideExp`, a
 * division and a short polynomial, without tables of its own, so that a SIMD kernel can repeat it bit by bit. (Below -104
 * `wideExp` is 0: what would come of it is less than any normal float32, and that is written as 0.)
 */

/** ln(1 + u) for 0 ≤ u ≤ 1: 2·artanh s with s = u / (2 + u) ≤ 1/3, to s¹⁹. */
export function wideLog1p(u: number): number {
  const s = u / (2 + u);
  const z = s * s;
  const upper = 1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19))));
  return 2 * s * (1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * upper)))));
}
