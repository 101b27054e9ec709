import { fail as refuse } from "../errors.ts";

/**
 * A function that computes `values[id] = values[a] ** values[b]` for a whole exponent: the same bits in every engine,
 * unlike `Math.pow`. It remembers the last base's squares: the power of a decay costs a few multiplications a step.
 *
 * Repeated squaring that keeps account of its relative rounding errors, so that the result is within one unit
 * in the last place of the true power, what a good C library's `pow` returns, where the squares on the way have float32's
 * range: those of a decay do, as long as the power can be told from 0 beside 1.
 * @param fail throws, for an exponent that is not a whole number
 */
export function powers(
  id: number,
  a: number,
  b: number,
  fail: (what: string) => never,
): (values: Float64Array) => void {
  const squares: number[] = [];
  const errors: number[] = [];
  /** By the last six bits of an exponent: what they give, and its error. */
  const firsts = new Float64Array(64);
  const firstErrors = new Float64Array(64);
  return (values) => {
    const base = values[a]!;
    const exponent = values[b]!;
    const n = Math.abs(exponent);
    if (Math.floor(n) !== n || n === Infinity) fail(`only whole powers are computed, got ${base} ** ${exponent}`);
    if (squares[0] !== base) {
      squares.length = errors.length = 0;
      squares.push(base);
      errors.push(0);
      firsts.fill(NaN);
    }
    const low = n & 63;
    let i = 0;
    let result = 1;
    let resultError = 0;
    // In halves that the processor has as integers: an exponent is some step's number, as a rule.
    let bits = n & 0x3fffffff;
    let rest = n < 2 ** 30 ? 0 : Math.floor(n / 2 ** 30);
    if (n > 63 && firsts[low]! > 0) {
      i = 6;
      result = firsts[low]!;
      resultError = firstErrors[low]!;
      bits >>= 6;
    }
    for (; (bits > 0 || rest > 0) && result !== 0; i++) {
      if (i > 0 && i % 30 === 0) {
        bits = rest & 0x3fffffff;
        rest = Math.floor(rest / 2 ** 30);
      }
      if (i === 6) {
        firsts[low] = result;
        firstErrors[low] = resultError;
      }
      if (i === squares.length) {
        const square = squares[i - 1]!;
        squares.push(square * square);
        errors.push(2 * errors[i - 1]! + lost(square, square));
      }
      if (bits & 1) {
        const square = squares[i]!;
        resultError += errors[i]! + lost(result, square);
        result *= square;
      }
      bits >>= 1;
    }
    const correction = result * resultError;
    if (Math.abs(correction) < Infinity) result += correction;
    values[id] = exponent < 0 ? 1 / result : result;
  };
}

/** @throws RangeError for an exponent that is not a whole number */
export function power(base: number, exponent: number): number {
  const values = Float64Array.of(base, exponent);
  powers(0, 0, 1, refuse)(values);
  return values[0]!;
}

/** What rounding takes from a·b, relative to it (Dekker's two-product). */
function lost(a: number, b: number): number {
  const product = a * b;
  // Beside 1 it is nothing, and numbers that float32 has no room for take a hundred times as long.
  if (Math.abs(product) < 2 ** -126) return 0;
  const aTop = Math.fround(a);
  const bTop = Math.fround(b);
  const aRest = a - aTop;
  const bRest = b - bTop;
  // NaN where a number or the product is 0, or too large: there is no error to carry.
  return (aTop * bTop - product + aTop * bRest + aRest * bTop + aRest * bRest) / product || 0;
}
