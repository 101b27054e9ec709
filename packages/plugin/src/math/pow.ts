import { expOfSum } from "./exp.ts";
import { logInTwo, logParts } from "./log.ts";

const SPLIT = 134217729; // 2^27 + 1, see log.ts

/**
 * xʸ in float64 for any exponent, with the same bits in every engine: at most 0.55 ulp, where the result is subnormal 1,
 * and exact where a float64 is the exact result.
 *
 * xʸ = e^(y ln x), with ln x and the product as sums of two float64.
 *
 * Special values are those of IEEE 754's `pow`: x⁰ = 1 and 1ʸ = 1 even for NaN, (-1)^±Infinity = 1, the sign of a negative
 * x stays for odd whole y, and other fractional y give NaN. `Math.pow` differs in 1^NaN and (±1)^±Infinity, which are
 * NaN there.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const size = Math.abs(x);
  if (Math.abs(y) === Number.POSITIVE_INFINITY) {
    if (size === 1) return 1;
    return size > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  const negative = x < 0 || Object.is(x, -0);
  const flips = negative && Math.abs(y % 2) === 1;
  if (size === 0 || size === Number.POSITIVE_INFINITY) {
    const limit = (size === 0) === y > 0 ? 0 : Number.POSITIVE_INFINITY;
    return flips ? -limit : limit;
  }
  if (negative && y % 1 !== 0) return Number.NaN;
  const power = powerOf(size, y);
  return flips ? -power : power;
}

/** For finite positive x and finite y. */
function powerOf(x: number, y: number): number {
  logInTwo(x);
  const high = logParts[0]!;
  const product = y * high;
  // Out of range; or so near 0 that xʸ is 1 + y ln x, and the halves below would underflow.
  if (!(Math.abs(product) < 746)) return product > 0 ? Number.POSITIVE_INFINITY : 0;
  if (Math.abs(product) < 1e-20) return 1;
  const cutY = SPLIT * y;
  const yHalf = cutY - (cutY - y);
  const cut = SPLIT * high;
  const half = cut - (cut - high);
  const error = yHalf * half - product + yHalf * (high - half) + (y - yHalf) * half + (y - yHalf) * (high - half);
  return expOfSum(product, error + y * logParts[1]!);
}
