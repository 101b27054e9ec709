import { expect, it } from "vitest";
import { power } from "./power.ts";

/** The power in exact integer arithmetic, rounded once: base = mantissa · 2^exponent. */
function exactPower(base: number, n: number): number {
  let exponent = 0;
  let mantissa = base;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent -= 1;
  }
  const digits = BigInt(mantissa) ** BigInt(n);
  const excess = BigInt(Math.max(0, digits.toString(2).length - 64)); // enough bits to round from
  return Number(digits >> excess) * 2 ** (Number(excess) + exponent * n);
}

it("is within one unit in the last place of the exact power", () => {
  for (const base of [0.9, 0.99, 0.999, 0.5, 0.1, 1.5])
    for (const n of [0, 1, 2, 3, 7, 10, 31, 50, 100]) {
      const exact = exactPower(base, n);
      expect(Math.abs(power(base, n) - exact), `${base} ** ${n}`).toBeLessThanOrEqual(exact * 2 ** -52);
    }
});

it("handles edges", () => {
  expect(power(0, 0)).toBe(1);
  expect(power(0, 5)).toBe(0);
  expect(power(-2, 3)).toBe(-8);
  expect(power(2, -2)).toBe(0.25);
  expect(power(10, 400)).toBe(Infinity);
  expect(power(0.9, 1e9)).toBe(0);
  expect(power(2, 1023)).toBe(2 ** 1023);
  expect(() => power(0.5, 0.5)).toThrow("only whole powers are computed, got 0.5 ** 0.5");
});
