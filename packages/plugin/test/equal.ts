import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";

/** As `expect(…).toEqual(…)`, whose way through long arrays takes longer than what is tested, if there is no difference to tell. */
export function expectEqual(actual: unknown, expected: unknown, what?: string): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, what).toEqual(expected);
}
