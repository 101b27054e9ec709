/** For the upper 32 bits; DataView is big-endian on every machine unless told otherwise. */
const bits = new DataView(new ArrayBuffer(8));
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18014398509481984;
const TWO_18 = 262144;

/** 2^30 + 1: Dekker's constant, rounds a float64 to 23 bits, whose square is exact. */
const TO_23 = 1073741825;

/** A third of the bits of x and this are those of ∛x to 5 bits: (1023 - 1023/3 - 0.03306…) · 2^20. */
const THIRD = 715094163;
/** 1/∛r to 23 bits for the r = t³/x of such a t: FreeBSD's minimax polynomial. */
const P0 = 1.87595182427177;
const P1 = -1.8849797954337717;
const P2 = 1.6214297201053545;
const P3 = -0.758397934778766;
const P4 = 0.14599619288661245;

/**
 * ∛x in float64, with the same bits in every engine: at most 0.67 ulp, and the root of a cube is exact.
 *
 * A third of the exponent, a polynomial, and a step of Newton's method from 23 bits, whose square is exact.
 *
 * @param x ±0, ±Infinity and NaN give themselves, a negative number -∛|x|
 *
 * Source: `cbrt` of FreeBSD's msun (B. D. Evans 2005, after K. C. Ng 1993).
 */
export function cbrt(x: number): number {
  if (x === 0 || !(Math.abs(x) < Number.POSITIVE_INFINITY)) return x;
  const subnormal = Math.abs(x) < SMALLEST_NORMAL;
  const a = subnormal ? Math.abs(x) * TWO_54 : Math.abs(x);
  bits.setFloat64(0, a);
  bits.setInt32(0, Math.floor(bits.getInt32(0) / 3) + THIRD);
  bits.setInt32(4, 0);
  const rough = bits.getFloat64(0);
  const r = rough * rough * (rough / a);
  const root23 = rough * (P0 + r * (P1 + r * P2) + r * r * r * (P3 + r * P4));
  const cut = TO_23 * root23;
  const t = cut - (cut - root23);
  const s = a / (t * t);
  const root = t + t * ((s - t) / (t + t + s));
  const scaled = subnormal ? root / TWO_18 : root;
  return x < 0 ? -scaled : scaled;
}
