import { fail as refuse } from "../errors.ts";

/**
 * `base ** exponent` for a whole exponent: the same bits in every engine, unlike `Math.pow`. The function that is
 * returned remembers the last base's squares: a decay's power costs a few multiplications a step.
 *
 * Repeated squaring that keeps account of its relative rounding errors, so that the result is within one unit
 * in the last place of the true power, what a good C library's `pow` returns, where the squares on the way have float32's
 * range: those of a decay do, as long as the power can be told from 0 beside 1.
 * @param fail throws, for an exponent that is not a whole number
 */
export function powers(fail: (what: string) => never): (base: number, exponent: number) => number {
  const squares: number[] = [];
  const errors: number[] = [];
  return (base, exponent) => {
    if (!Number.isInteger(exponent)) fail(`only whole powers are computed, got ${base} ** ${exponent}`);
    if (squares[0] !== base) {
      squares.length = 0;
      squares[0] = base;
      errors[0] = 0;
    }
    let result = 1;
    let resultError = 0;
    for (let n = Math.abs(exponent), i = 0; n >= 1 && result !== 0; n /= 2, i++) {
      if (i === squares.length) {
        const square = squares[i - 1]!;
        errors[i] = 2 * errors[i - 1]! + lost(square, square);
        squares[i] = square * square;
      }
      if (n & 1) {
        resultError += errors[i]! + lost(result, squares[i]!);
        result *= squares[i]!;
      }
    }
    const correction = result * resultError;
    if (Number.isFinite(correction)) result += correction;
    return exponent < 0 ? 1 / result : result;
  };
}

/** @throws RangeError for an exponent that is not a whole number */
export const power = (base: number, exponent: number): number => powers(refuse)(base, exponent);

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
