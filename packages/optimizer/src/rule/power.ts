/**
 * `base ** exponent` for a whole exponent: the same bits in every engine, unlike `Math.pow`.
 *
 * Repeated squaring, each product carried with its rounding error (Dekker's two-product), so that the result
 * is within one unit in the last place of the true power: what a good C library's `pow` returns.
 * @throws RangeError for an exponent that is not a whole number
 */
export function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent)) throw new RangeError(`only whole powers are computed, got ${base} ** ${exponent}`);
  let [high, low] = [1, 0];
  let [squareHigh, squareLow] = [base, 0];
  for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) [high, low] = product(high, low, squareHigh, squareLow);
    if (n > 1) [squareHigh, squareLow] = product(squareHigh, squareLow, squareHigh, squareLow);
  }
  return exponent < 0 ? 1 / high : high;
}

/** (a + b)(c + d) as a sum of two doubles, the second the first's rounding error. */
function product(a: number, b: number, c: number, d: number): [number, number] {
  const high = a * c;
  const [aTop, cTop] = [top(a), top(c)];
  const [aRest, cRest] = [a - aTop, c - cTop];
  const low = aTop * cTop - high + aTop * cRest + aRest * cTop + aRest * cRest + (a * d + b * c);
  const sum = high + low;
  // Where the splitting overflowed, or nothing is left to correct, the plain product stands.
  return Number.isFinite(low) ? [sum, high - sum + low] : [high, 0];
}

/** The upper half of a double's 53 bits (Veltkamp). */
function top(x: number): number {
  const scaled = 134217729 * x;
  return scaled - (scaled - x);
}
