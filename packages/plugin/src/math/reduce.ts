/** π/2 in three parts, of 33, 32 and 53 bits: products of the first two with a whole number below 2^20 are exact. */
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.07710050359346e-11;
const HALF_PI_3 = 2.912732056093356e-20;
const TWO_OVER_PI = 0.6366197723675814;
const ROUND = 6755399441055744; // 1.5 · 2^52, see exp.ts

/** Up to here k stays below 2^20. */
const MEDIUM = 1e6;
/** A remainder below 2^-36 would show what the three parts leave out of π/2. */
const CANCELLED = 1.4551915228366852e-11;

/** What the last `reduce` left: r and a tail, r + tail = x - k·π/2 to about 2^-90. */
export const remainder: Float64Array = new Float64Array(2);

/**
 * Cody–Waite reduction: |x - k·π/2| ≤ π/4, k whole. Leaves the difference in `remainder` and returns k mod 4.
 *
 * @param x finite. Above 10⁶, or where the difference nearly vanishes, it is computed in exact integers: as accurate,
 * much slower, and it allocates.
 */
export function reduce(x: number): number {
  if (Math.abs(x) > MEDIUM) return reduceExactly(x);
  const k = x * TWO_OVER_PI + ROUND - ROUND;
  const a = x - k * HALF_PI_1;
  const b = k * HALF_PI_2;
  const first = a - b;
  const rest = k * HALF_PI_3 - (a - first - b);
  const r = first - rest;
  if (k !== 0 && Math.abs(r) < CANCELLED) return reduceExactly(x);
  remainder[0] = r;
  remainder[1] = first - r - rest;
  return k & 3;
}

/** π/2 · 2^1216: enough for the largest float64 (2^1024) and the least distance of any from a multiple of π/2 (2^-61). */
const HALF_PI_BITS =
  0x1921fb54442d18469898cc51701b839a252049c1114cf98e804177d4c76273644a29410f31c6809bbdf2a33679a748636605614dbe4be286e9fc26adadaa3848bc90b6aecc4bcfd8de89885d34c6fdad617feb96de80d6fdbdc70d7f6b5133f4b5d3e4822f8963fcc9250cca3d9c8b67b8400f97142c77e0b31b4906c38aba734d22c7f51fa499ebf06caba47b9475b2c38c5e6ac410aa577n;
const FRACTION_BITS = 1216n;
const TWO_52 = 4503599627370496;
const KEPT = 192n;
const KEPT_UNIT = 1.5930919111324523e-58; // 2^-192

function reduceExactly(x: number): number {
  // Exact either way: the last bit of an x this side of 2^53 is worth at least 2^-52, for only x > 1 gets here.
  const scaled = Math.abs(x) > TWO_52 ? BigInt(x) << FRACTION_BITS : BigInt(x * TWO_52) << (FRACTION_BITS - 52n);
  const half = HALF_PI_BITS >> 1n;
  const k = floorDivide(scaled + half, HALF_PI_BITS);
  const difference = (scaled - k * HALF_PI_BITS) >> (FRACTION_BITS - KEPT);
  const r = Number(difference);
  remainder[0] = r * KEPT_UNIT;
  remainder[1] = Number(difference - BigInt(r)) * KEPT_UNIT;
  return Number(k & 3n);
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return quotient * b > a ? quotient - 1n : quotient;
}
