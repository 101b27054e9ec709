import fc from "fast-check";
import { expect, test } from "vitest";
import { apart } from "./apart.ts";

test("labels that do not touch stay where they are", () => {
  expect(apart([10, 80, 40], 17, 0, 100)).toEqual([10, 80, 40]);
});

test("two on each other are moved by half each, and keep their order", () => {
  expect(apart([50, 52], 10, 0, 100)).toEqual([46, 56]);
});

test("whatever is wished, they are apart, in order, and within their room", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -50, max: 350, noNaN: true }), { minLength: 1, maxLength: 12 }), (wished) => {
      const placed = apart(wished, 17, 0, 300);
      const order = wished.map((_, i) => i).sort((a, b) => wished[a]! - wished[b]! || a - b);
      for (const [k, i] of order.entries()) {
        if (k > 0) expect(placed[i]! - placed[order[k - 1]!]!).toBeGreaterThanOrEqual(17 - 1e-9);
      }
      expect(Math.min(...placed)).toBeGreaterThanOrEqual(-1e-9);
      expect(Math.max(...placed)).toBeLessThanOrEqual(300 + 1e-9);
    }),
  );
});
