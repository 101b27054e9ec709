import { expect, test } from "vitest";
import { tries } from "../../test/fuzz.ts";
import { narrowGelu, narrowGeluSlope, narrowGeluTanh, narrowGeluTanhSlope } from "./narrow-gelu.ts";

const f = Math.fround;

/** The distance of two neighbours where x is, in float32. */
const ulp = (x: number) => 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23);

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

const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
/** Of the float32 next to x. */
const shareAt = (x: number, share: number) => share + (f(x) - x) * density(x);

test.each(normalCdf)("x·Φ(x) of %d is a float32 within 2 ulp", (x, share) => {
  const [y, exact] = [narrowGelu(f(x)), f(x) * shareAt(x, share)];
  expect(f(y)).toBe(y);
  expect(Math.abs(y - exact)).toBeLessThanOrEqual(2 * ulp(exact || 1));
});

test.each(normalCdf)("Φ(x) + x·φ(x) of %d is within 2^-23", (x, share) => {
  expect(Math.abs(narrowGeluSlope(f(x)) - (shareAt(x, share) + f(x) * density(f(x))))).toBeLessThan(2 ** -23);
});

const argument = (x: number) => 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
const logistic = (u: number) => (u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u)));

/** Float32 of both signs from 2^-24 to 10, in the distances of their size. */
const numbers = Array.from({ length: tries(200_000) }, (_, i) =>
  f((i % 2 ? -1 : 1) * 2 ** ((i % 28) - 24) * (1 + ((i * 2654435761) % 2 ** 32) / 2 ** 32)),
).filter((x) => Math.abs(x) < 10);

test("by tanh it is a float32 within 2 ulp, its slope within 2^-21", () => {
  let [worst, worstSlope] = [0, 0];
  for (const x of numbers) {
    const [y, s] = [narrowGeluTanh(x), logistic(argument(x))];
    if (f(y) !== y) throw new Error(`${x}: ${y} is no float32`);
    const slope = s + x * s * (1 - s) * 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
    worst = Math.max(worst, Math.abs(y - x * s) / ulp(x * s));
    worstSlope = Math.max(worstSlope, Math.abs(narrowGeluTanhSlope(x) - slope));
  }
  expect(worst).toBeGreaterThan(0.4); // it is measured at all
  expect(worst).toBeLessThan(2);
  expect(worstSlope).toBeLessThan(2 ** -21);
});

test.each([
  [narrowGelu, Infinity, Infinity],
  [narrowGelu, -Infinity, 0],
  [narrowGelu, -14, 0],
  [narrowGelu, 0, 0],
  [narrowGelu, NaN, NaN],
  [narrowGeluSlope, Infinity, 1],
  [narrowGeluSlope, -Infinity, 0],
  [narrowGeluSlope, 0, 0.5],
  [narrowGeluSlope, NaN, NaN],
  [narrowGeluTanh, Infinity, Infinity],
  [narrowGeluTanh, -Infinity, 0],
  [narrowGeluTanh, -1e30, 0],
  [narrowGeluTanh, 0, 0],
  [narrowGeluTanh, NaN, NaN],
  [narrowGeluTanhSlope, Infinity, 1],
  [narrowGeluTanhSlope, -Infinity, 0],
  [narrowGeluTanhSlope, -1e30, 0],
  [narrowGeluTanhSlope, 0, 0.5],
  [narrowGeluTanhSlope, NaN, NaN],
] as const)("%o(%d) = %d", (gelu, x, y) => {
  expect(gelu(x) + 0).toBe(y);
});
