import { describe, expect, it, test } from "vitest";
import golden from "../golden/searches.json" with { type: "json" };
import { type Point, strongWolfe } from "./search.ts";

/** The value of a polynomial and its derivative, of coefficients from the constant one on. */
function polynomial(coefficients: readonly number[], t: number): [number, number] {
  let [value, slope] = [0, 0];
  for (const c of coefficients.toReversed()) {
    slope = slope * t + value;
    value = value * t + c;
  }
  return [value, slope];
}

/** A search along a function: its trials, in order, and what it ends with. */
function along(f: (t: number) => Point, given: { first: number; most: number; size?: number; tolerance?: number }) {
  const trials: number[] = [];
  let looked = Number.NaN;
  let kept = 0;
  const look = (t: number) => {
    trials.push(t);
    looked = t;
    return f(t);
  };
  const keep = () => {
    kept = looked;
  };
  const found = strongWolfe({ size: 1, tolerance: 1e-9, ...given, look, keep, from: f(0) });
  return { ...found, trials, gradients: [0, kept, looked] };
}

test.each(golden.cases)("looks where PyTorch's search looks: $p / $q from $first", (each) => {
  const f = (t: number) => {
    const [p, dp] = polynomial(each.p, t);
    const [q, dq] = polynomial(each.q, t);
    return { t, f: p / q, slope: (dp - (p / q) * dq) / q };
  };
  const { trials, point, evaluations, gradients } = along(f, each);
  expect(trials.length).toBe(each.trials.length);
  for (const [i, t] of each.trials.entries()) expect(trials[i]! / t).toBeCloseTo(1, 10);
  expect(point.t).toBe(each.returned === 0 ? 0 : trials[each.trials.indexOf(each.returned)]);
  expect(evaluations).toBe(trials.length);
  // Its gradient is still there: where the search starts, where it looked last, or kept.
  expect(gradients).toContain(point.t);
});

describe("the approximate Wolfe conditions of Hager & Zhang 2005, equation 4.1, with δ = 0.1 and a rounding of 1e-12", () => {
  it.each([
    // From ±4, falling by 2: up to 4e-12 higher and a slope of up to (1 - 2δ)·2.
    [4, 3e-12, 1.5, true],
    [4, 5e-12, 1.5, false],
    [-4, 3e-12, 1.5, true],
    [-4, 5e-12, 1.5, false],
    [4, 3e-12, -1.5, true],
    [4, 3e-12, 1.7, false],
    [4, 1, 1.5, false],
  ])("from %d, higher by %d, with a slope of %d: %j", (f, higher, slope, taken) => {
    const look = (t: number) => (t === 0 ? { t, f, slope: -2 } : { t, f: f + higher, slope });
    const { trials, point } = along(look, { first: 3, most: 4 });
    expect(trials.length === 1 && point.t === 3).toBe(taken);
  });
});

test("says whether it ended for want of evaluations", () => {
  const wall = (t: number) => ({ t, f: t, slope: t === 0 ? -1 : 1 });
  expect(along(wall, { first: 1, most: 3 })).toMatchObject({ point: { t: 0 }, evaluations: 4, spent: true });
  expect(along(wall, { first: 1, most: 3, tolerance: 2 })).toMatchObject({ point: { t: 0 }, spent: false });
});
