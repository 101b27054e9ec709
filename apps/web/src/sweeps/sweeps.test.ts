import type { RunResult } from "@downhill/runs/run";
import { expect, test } from "vitest";
import { defaultRace } from "../race/default.ts";
import { goodness, placeOf, RATES, ratesOf } from "./rates.ts";
import { bandOf, runsOf, seedsSaid } from "./seeds.ts";

const { entries, ...course } = defaultRace;

test("13 rates, two to a power of ten, with all else as the lane has it", () => {
  expect(RATES).toEqual([1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10, 30, 100]);
  const specs = ratesOf(course, entries[1]!);
  expect(specs.map(({ hyper }) => hyper!.lr)).toEqual(RATES);
  expect(specs.map(({ hyper }) => hyper!.momentum)).toEqual(RATES.map(() => 0.9));
  expect(new Set(specs.map(({ budget }) => budget))).toEqual(new Set([1000]));
});

test("a rate lies in its cell, and one from outside at the end", () => {
  for (const [i, rate] of RATES.entries()) expect(Math.floor(placeOf(rate))).toBe(i);
  expect([0, 1e-9, 1e9].map(placeOf)).toEqual([0, 0, 13]);
});

test("the best is 1, the start and worse are 0, and between them it is the logarithm that counts", () => {
  expect([2, 1, 0.1, 0.01].map((loss) => goodness(loss, 1, 0.01))).toEqual([0, 0, 0.5, 1]);
  expect(goodness(1, 1, Infinity)).toBe(0);
});

const result = (met: number | null, loss: readonly number[]): RunResult =>
  ({
    targets: [{ target: 0.25, evaluations: met }],
    loss: loss.at(-1),
    curve: { evaluations: [0, 1, 2], loss },
  }) as never;

test("five seeds that follow the race's own", () => {
  expect(runsOf({ ...course, seed: 2 ** 32 - 2 }, entries[0]!).map(({ seed }) => seed)).toEqual([
    2 ** 32 - 2,
    2 ** 32 - 1,
    0,
    1,
    2,
  ]);
});

test("a band is as long as the shortest run", () => {
  const band = bandOf([result(1, [3, 2, 1]), result(1, [3, 4]), result(1, [3, 1, 0])]);
  expect(band).toEqual({ evaluations: [0, 1], low: [3, 1], median: [3, 2], high: [3, 4] });
});

test("what five seeds say: hits, and a median where most hit", () => {
  const some = (met: readonly (number | null)[]) => met.map((each) => result(each, [1, 0.5, 0.2]));
  expect(
    seedsSaid(
      [
        { name: "SGD", results: some([900, null, null, 800, null]) },
        { name: "Adam", results: some([500, 400, 1200, 450, null]) },
        { name: "Lion", results: some([null, null, null, null, null]) },
      ],
      0.25,
    ),
  ).toBe(
    "Of 5 seeds, 0.25 was reached by Adam in 4 of 5, at the median after 500 steps; by SGD in 2 of 5. Lion never reached it.",
  );
  expect(seedsSaid([{ name: "Lion", results: some([null, null, null, null, null]) }], 0.25)).toBe(
    "Of 5 seeds, none brought it to 0.25: Lion.",
  );
  expect(seedsSaid([{ name: "Lion", results: some([1, 1, 1, 1, 1]) }], null)).toBe(
    "Median losses of 5 seeds: Lion 0.20.",
  );
});
