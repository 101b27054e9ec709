import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";

/**
 * That arrays have the same bits, of which -0 is not 0, and NaN is NaN. `toEqual`, whose way through long arrays takes longer
 * than what is tested, tells the difference.
 */
export function expectSame(actual: unknown, expected: unknown, what?: string): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, what).toEqual(expected);
}
