import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";

/**
 * As `expect(…).toEqual(…)`, whose way through long arrays takes longer than what is tested: asked only for the difference,
 * where there is one. -0 is not 0, and NaN is NaN.
 */
export function expectEqual(actual: unknown, expected: unknown, what?: string): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, what).toEqual(expected);
}
