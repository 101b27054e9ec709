/**
 * What is nearer to 0 is a subnormal number in float32, on which a processor takes a hundred cycles for each operation: in a
 * product of matrices, as many times as there are columns. What a loss would pass on of these counts as 0.
 */
export const LEAST_NORMAL = 2 ** -126;

/** x, or 0 of its sign where float32 would hold a subnormal number. */
export function normal(x: number): number {
  return Math.abs(x) < LEAST_NORMAL ? x * 0 : x;
}
