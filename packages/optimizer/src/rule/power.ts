/**
 * `base ** exponent` for a whole exponent: the same bits in every engine, unlike `Math.pow`.
 *
 * Repeated squaring, each product carried with its rounding error (Dekker's two-product), so that the result
 * is within one unit in the last place of the true power: what a good C library's `pow` returns.
 * @throws RangeError for an exponent that is not a whole number
 */
export function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent)) throw new RangeError(`only whole powers are computed, got ${base} ** ${exponent}`);
  // Two numbers as unevaluated sums of doubles: the result and base^(2^i).
  let [high, low] = [1, 0];
  let [square, squareLow] = [base, 0];
  for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) {
      const product = high * square;
      low = finite(residue(high, square, product) + (high * squareLow + low * square));
      high = product + low;
      low = product - high + low;
    }
    const product = square * square;
    squareLow = finite(residue(square, square, product) + 2 * square * squareLow);
    square = product + squareLow;
    squareLow = product - square + squareLow;
  }
  return exponent < 0 ? 1 / high : high;
}

/** a·b - product, exactly (Dekker). */
function residue(a: number, b: number, product: number): number {
  const [aTop, bTop] = [top(a), top(b)];
  const [aRest, bRest] = [a - aTop, b - bTop];
  return aTop * bTop - product + aTop * bRest + aRest * bTop + aRest * bRest;
}

/** The upper half of a double's 53 bits (Veltkamp). */
function top(x: number): number {
  const scaled = 134217729 * x;
  return scaled - (scaled - x);
}

/** Where a product overflows, or splitting it does, there is no error to carry. */
function finite(error: number): number {
  return Number.isFinite(error) ? error : 0;
}
