/**
 * The least normal number of float32. What is nearer to 0 is subnormal: a processor may take a hundred cycles for each
 * operation on it, and a product of matrices has as many operations on an element as it has columns. So losses pass on 0.
 */
export const LEAST_NORMAL = 2 ** -126;
/** What is nearer to 0 is subnormal when it is rounded to float32. */
const LEAST_ROUNDED = LEAST_NORMAL - 2 ** -150;

/** x, or 0 of its sign where float32 would hold a subnormal number. */
export function flushed(x: number): number {
  return Math.abs(x) < LEAST_ROUNDED ? x * 0 : x;
}
