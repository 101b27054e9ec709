import { expect, test } from "vitest";
import { tries } from "../../test/fuzz.ts";
import { narrowExp, narrowExpm1, narrowSigmoid, narrowSilu, narrowSoftplus, narrowTanh } from "./narrow.ts";

const f = Math.fround;
const logistic = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const rectified = (x: number) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));

/** The distance of two neighbours where x is, in float32. */
const ulp = (x: number) => 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23);

/** Float32 of both signs from 2^-24 to 88, in the distances of their size. */
const numbers = Array.from({ length: tries(300_000) }, (_, i) =>
  f((i % 2 ? -1 : 1) * 2 ** ((i % 31) - 24) * (1 + ((i * 2654435761) % 2 ** 32) / 2 ** 32)),
).filter((x) => Math.abs(x) < 87.3);

// Math's own functions are within an ulp of float64 everywhere.
test.each<[string, (x: number) => number, (x: number) => number, number]>([
  ["exp", narrowExp, Math.exp, 0],
  ["expm1", narrowExpm1, Math.expm1, 0],
  ["sigmoid", narrowSigmoid, logistic, 88],
  ["silu", narrowSilu, (x) => x * logistic(x), 88],
  ["tanh", narrowTanh, Math.tanh, 88],
  ["softplus", narrowSoftplus, rectified, 88],
])("%s is a float32 within 2 ulp of its value", (_, narrow, exact, most) => {
  let worst = 0;
  for (const x of numbers) {
    if (x > most) continue;
    const [y, value] = [narrow(x), exact(x)];
    if (f(y) !== y) throw new Error(`${x}: ${y} is no float32`);
    const error = Math.abs(y - value) / ulp(value);
    if (!(error <= worst)) worst = error;
  }
  expect(worst).toBeGreaterThan(0.4); // it is measured at all
  expect(worst).toBeLessThan(2);
});

test.each([
  [narrowExp, 0, 1],
  [narrowExp, -Infinity, 0],
  [narrowExp, -88, 0],
  [narrowExp, NaN, NaN],
  [narrowExpm1, -0, 0],
  [narrowExpm1, -Infinity, -1],
  [narrowExpm1, NaN, NaN],
  [narrowSigmoid, Infinity, 1],
  [narrowSigmoid, -Infinity, 0],
  [narrowSigmoid, 0, 0.5],
  [narrowSigmoid, NaN, NaN],
  [narrowSilu, Infinity, Infinity],
  [narrowSilu, 0, 0],
  [narrowSilu, NaN, NaN],
  [narrowSoftplus, Infinity, Infinity],
  [narrowSoftplus, -Infinity, 0],
  [narrowSoftplus, NaN, NaN],
  [narrowTanh, Infinity, 1],
  [narrowTanh, -Infinity, -1],
  [narrowTanh, NaN, NaN],
] as const)("%o(%d) = %d", (narrow, x, y) => {
  expect(narrow(x)).toBe(y);
});

test("tanh is odd to the bit", () => {
  expect(numbers.filter((x) => x !== 0 && !Object.is(narrowTanh(-x), -narrowTanh(x)))).toEqual([]);
});
