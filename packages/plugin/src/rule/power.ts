import { fail } from "../errors.ts";

/**
 * `base ** exponent` for a whole exponent: the same bits in every engine, unlike `Math.pow`.
 *
 * Repeated squaring that keeps account of its relative rounding errors, so that the result is within one unit
 * in the last place of the true power, what a good C library's `pow` returns, where the squares on the way have float32's
 * range: those of a decay do, as long as the power can be told from 0 beside 1.
 * @throws RangeError for an exponent that is not a whole number
 */
export function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent)) fail(`only whole powers are computed, got ${base} ** ${exponent}`);
  let result = 1;
  let resultError = 0;
  let square = base;
  let squareError = 0;
  for (let n = Math.abs(exponent); n >= 1 && result !== 0; n /= 2) {
    if (n & 1) {
      resultError += squareError + lost(result, square);
      result *= square;
    }
    squareError = 2 * squareError + lost(square, square);
    square *= square;
  }
  const correction = result * resultError;
  if (Number.isFinite(correction)) result += correction;
  return exponent < 0 ? 1 / result : result;
}

/** What rounding takes from a·b, relative to it (Dekker's two-product). */
function lost(a: number, b: number): number {
  const product = a * b;
  const aTop = Math.fround(a);
  const bTop = Math.fround(b);
  const aRest = a - aTop;
  const bRest = b - bTop;
  // NaN where a number or the product is 0, or too large: there is no error to carry.
  return (aTop * bTop - product + aTop * bRest + aRest * bTop + aRest * bRest) / product || 0;
}
