import { log32, wideExp, wideLog } from "@downhill/plugin/math";
import { describe, expect, test } from "vitest";
import { wideLog1p, wideNormalCdf, wideSigmoid } from "./wide.ts";

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Small and large, and everything in between. */
function spread(low: number, high: number): number[] {
  const even = Array.from({ length: 20_001 }, (_, i) => low + ((high - low) * i) / 20_000);
  const small = Array.from({ length: 200 }, (_, i) => 10 ** (-i / 20)).flatMap((x) => [x, -x]);
  return [...even, ...small].filter((x) => x >= low && x <= high && x !== 0);
}

// Math's own functions are within an ulp of float64 everywhere.
test.each<[string, (x: number) => number, (x: number) => number, number, number]>([
  ["exp", wideExp, Math.exp, -104, 88],
  ["log1p", wideLog1p, Math.log1p, 0, 1],
  ["sigmoid", wideSigmoid, logistic, -100, 100],
])("%s is within 2^-29 of its value", (_, f, exact, low, high) => {
  for (const x of spread(low, high)) {
    expect(Math.abs(f(x) / exact(x) - 1), `${x}: ${f(x)} for ${exact(x)}`).toBeLessThan(2 ** -29);
  }
});

/** Φ(x) by mpmath, to 40 digits. */
const normalCdf: [number, number][] = [
  [-13, 6.11716439954988e-39],
  [-10, 7.619853024160525e-24],
  [-7.5, 3.1908916729108963e-14],
  [-5, 2.866515718791939e-7],
  [-3.3, 0.0004834241423837775],
  [-2, 0.02275013194817921],
  [-1.25, 0.10564977366685525],
  [-1, 0.15865525393145705],
  [-0.7, 0.24196365222307303],
  [-0.3, 0.3820885778110474],
  [-0.1, 0.460172162722971],
  [-0.01, 0.4960106436853684],
  [-1e-6, 0.4999996010577196],
  [0, 0.5],
  [1e-6, 0.5000003989422804],
  [0.05, 0.5199388058383725],
  [0.2, 0.579259709439103],
  [0.5, 0.6914624612740131],
  [0.9, 0.8159398746532405],
  [1.5, 0.9331927987311419],
  [2.5, 0.9937903346742238],
  [3.7, 0.9998922002665226],
  [5.2, 0.9999999003557368],
  [8, 0.9999999999999993],
];

test.each(normalCdf)("the normal distribution below %d is within 2^-29 of %d", (x, exact) => {
  expect(Math.abs(wideNormalCdf(x, wideExp(-0.5 * x * x)) / exact - 1)).toBeLessThan(2 ** -29);
});

describe("the limits", () => {
  test.each([
    [wideSigmoid, Number.POSITIVE_INFINITY, 1],
    [wideSigmoid, Number.NEGATIVE_INFINITY, 0],
    [wideSigmoid, 0, 0.5],
    [wideSigmoid, Number.NaN, Number.NaN],
  ] as const)("%o(%d) = %d", (f, x, y) => {
    expect(f(x)).toBe(y);
  });
});

describe("ln", () => {
  test("of a float32 is within 2^-51 of its value, and of a float64 unless that is near 0", () => {
    for (let i = 0; i < 200_000; i++) {
      const x = Math.fround((1 + ((i * 2654435761) % 2 ** 32) / 2 ** 32) * 2 ** ((i % 270) - 145));
      expect(Math.abs(wideLog(x) / Math.log(x) - 1), `${x}`).toBeLessThanOrEqual(2 ** -51);
      const y = x * (1 + 1 / 3);
      expect(Math.abs(wideLog(y) - Math.log(y)), `${y}`).toBeLessThanOrEqual(
        2 ** -51 * Math.max(1, Math.abs(Math.log(y))),
      );
    }
    expect([wideLog(1), wideLog(Number.NaN)]).toEqual([0, Number.NaN]);
  });

  test("rounded, of a probability, is log32", () => {
    for (let i = 0; i < 200_000; i++) {
      const p = Math.fround(1e-7 + (((i * 2654435761) % 2 ** 32) / 2 ** 32) ** (1 + (i % 5)) * (1 - 2e-7));
      expect(Math.fround(wideLog(p)), `${p}`).toBe(log32(p));
    }
  });
});
