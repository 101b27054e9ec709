import { readFileSync } from "node:fs";
import { numpyRandom } from "@downhill/plugin/random";
import { describe, expect, it, test } from "vitest";
import { discoveries } from "./discoveries.ts";
import { areaBelow, ladderOfTargets, reachedAt, shareBelow } from "./ecdf.ts";
import { holm } from "./holm.ts";
import { meanBands } from "./means.ts";
import { median, medianInterval } from "./median.ts";
import { factors, standings } from "./profile.ts";
import { signedRank } from "./signed-rank.ts";
import { wilson } from "./wilson.ts";

const thorough = Boolean(process.env.DOWNHILL_THOROUGH);

type Values = (number | null)[];
interface Golden {
  wilson: { hits: number; of: number; low: number; high: number }[];
  medians: { values: Values; median: number | null; low: number | null; high: number | null }[];
  larger: { values: number[]; low: number; high: number }[];
  signedRanks: { first: Values; second: Values; pairs: number; greater: number; p: number }[];
  holm: { ps: number[]; adjusted: number[] }[];
  discoveries: { ps: number[]; adjusted: number[] }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL("../../golden/statistics.json", import.meta.url), "utf8"));
const missed = (x: number | null) => x ?? Infinity;

describe("as SciPy has it", () => {
  test.each(golden.wilson)("Wilson's interval of $hits in $of", ({ hits, of, low, high }) => {
    const share = wilson(hits, of);
    expect(share.rate).toBe(hits / of);
    expect(share.low).toBeCloseTo(low, 14);
    expect(share.high).toBeCloseTo(high, 14);
  });

  test.each(golden.medians)("the bootstrap's interval of $values", ({ values, ...expected }) => {
    const interval = medianInterval(values.map(missed));
    for (const each of ["median", "low", "high"] as const)
      expect([each, interval[each]]).toEqual([each, missed(expected[each])]);
  });

  test.each(golden.larger)(
    "the bootstrap's interval of more values than have all resamples tried",
    ({ values, low, high }) => {
      const interval = medianInterval(values);
      // SciPy draws them, and interpolates between what it drew.
      expect(Math.abs(interval.low / low - 1)).toBeLessThan(0.02);
      expect(Math.abs(interval.high / high - 1)).toBeLessThan(0.02);
    },
  );

  test.each(golden.signedRanks)("the signed ranks of $first and $second", ({ first, second, pairs, greater, p }) => {
    const found = signedRank(first.map(missed), second.map(missed));
    expect([found.pairs, found.greater]).toEqual([pairs, greater]);
    expect(found.p).toBeCloseTo(p, 12);
    const reversed = signedRank(second.map(missed), first.map(missed));
    expect(reversed.p).toBe(found.p);
  });

  test.each(golden.discoveries)("Benjamini and Hochberg's correction of $ps", ({ ps, adjusted }) => {
    for (const [i, p] of discoveries(ps).entries()) expect(p).toBeCloseTo(adjusted[i]!, 14);
  });

  test.each(golden.holm)("Holm's correction of $ps", ({ ps, adjusted }) => {
    for (const [i, p] of holm(ps).entries()) expect(p).toBeCloseTo(adjusted[i]!, 14);
  });
});

describe("a ladder of targets", () => {
  it("leads from the start to the hardest, and a course reaches each at its first point that is as low", () => {
    const targets = ladderOfTargets(10, 0.1, 4);
    for (const [i, expected] of [10 ** 0.5, 1, 10 ** -0.5, 0.1].entries()) expect(targets[i]).toBeCloseTo(expected, 12);
    expect(ladderOfTargets(3, -1, 4)).toEqual([2, 1, 0, -1]);
    expect(reachedAt({ evaluations: [0, 1, 2, 3], loss: [10, 3, 4, 0.5] }, [3.2, 1, 0.3])).toEqual([1, 3, Infinity]);
  });

  it("has an area of 1 where all is reached in a hundredth of the budget, and 0 where nothing is before its end", () => {
    expect(areaBelow([1, 0, 10], 1000)).toBe(1);
    expect(areaBelow([1000, Infinity], 1000)).toBe(0);
    expect(areaBelow([100], 1000)).toBeCloseTo(0.5, 12);
    // The area in closed form is that under the shares.
    const reached = [13, 40, 41, 200, 900, Infinity];
    const at = Array.from({ length: 20_001 }, (_, i) => 1000 * 100 ** (i / 20_000 - 1));
    const shares = shareBelow(reached, at);
    expect(areaBelow(reached, 1000)).toBeCloseTo(shares.reduce((a, b) => a + b, 0) / shares.length, 3);
  });

  it("is reached by shares that only grow", () => {
    expect(shareBelow([5, 1, Infinity, 3], [0, 1, 2, 3, 4, 100])).toEqual([0, 0.25, 0.25, 0.5, 0.5, 0.75]);
  });
});

describe("a median", () => {
  it("is infinite where one of its two is, and never NaN", () => {
    expect(median([1, 2, 4, 5])).toBe(3);
    expect(median([1, 2, Infinity, Infinity])).toBe(Infinity);
    expect(median([Infinity, Infinity])).toBe(Infinity);
    expect(median([0.1, 0.1])).toBe(0.1);
  });

  it("has an interval that the order of its values does not change, of hundreds of values too", () => {
    const random = numpyRandom(3);
    // 170 factorial is the last that a number holds.
    const count = thorough ? 1000 : 200;
    const values = Array.from({ length: count }, () => random.uniform());
    const { low, high } = medianInterval(values);
    expect(medianInterval(values.toReversed())).toEqual(medianInterval(values));
    // That of the normal approximation: 0.5 ± 1.96 / (2 √n).
    expect(low).toBeGreaterThan(0.5 - 1.6 / Math.sqrt(count));
    expect(high).toBeLessThan(0.5 + 1.6 / Math.sqrt(count));
    expect(high - low).toBeGreaterThan(1 / Math.sqrt(count));
  });
});

describe("by simulation, how often the truth is within", () => {
  const random = numpyRandom(8);
  const share = (trials: number, isWithin: () => boolean) =>
    Array.from({ length: trials }, isWithin).filter(Boolean).length / trials;

  // Between whole numbers of hits, coverage leaps: the interval is made for 95 % on the average.
  test.each([
    [10, 0.5],
    [10, 0.8],
    [20, 0.3],
    [20, 0.95],
  ])("Wilson's, of %i runs with %f of hits", (runs, rate) => {
    const covered = share(4000, () => {
      const { low, high } = wilson(
        Array.from({ length: runs }, () => random.uniform() < rate).filter(Boolean).length,
        runs,
      );
      return low <= rate && rate <= high;
    });
    expect(covered).toBeGreaterThan(0.91);
    expect(covered).toBeLessThan(0.99);
  });

  // Log-normal evaluations; the median of all is their (0.5 / (1 − misses)) quantile: 0.5659 is the normal's of 5 in 7.
  test.each([
    [10, 0, 0],
    [20, 0, 0],
    [10, 0.3, 0.5659],
    [20, 0.3, 0.5659],
  ])("the median's, of %i runs with %f of misses", (runs, misses, quantile) => {
    const truth = Math.exp(quantile);
    const covered = share(thorough ? 2000 : 600, () => {
      const values = Array.from({ length: runs }, () =>
        random.uniform() < misses ? Infinity : Math.exp(random.normal()),
      );
      const { low, high } = medianInterval(values);
      return low <= truth && truth <= high;
    });
    expect(covered).toBeGreaterThan(0.91);
    expect(covered).toBeLessThan(0.985);
  });

  test("the signed ranks' p below a twentieth, of pairs that differ by chance", () => {
    const wrong = share(thorough ? 4000 : 1500, () => {
      const [first, second] = [0, 1].map(() =>
        Array.from({ length: 10 }, () => (random.uniform() < 0.2 ? Infinity : Math.round(20 * random.uniform()))),
      );
      return signedRank(first!, second!).p < 0.05;
    });
    expect(wrong).toBeLessThan(0.05 + 0.01);
    expect(wrong).toBeGreaterThan(0.02);
  });
});

test("bands of means are of problems and seeds, and have the truth within as often as they say", () => {
  expect(
    meanBands(
      [
        [
          [1, 2, 3],
          [4, 4, 4],
        ],
        [
          [3, 4, 5],
          [0, 0, 0],
        ],
      ],
      1,
      500,
    ).map(({ value }) => value),
  ).toEqual([3, 2]);
  const random = numpyRandom(21);
  const covered = Array.from({ length: 200 }, (_, trial) => {
    const values = Array.from({ length: 12 }, () => {
      const shift = random.normal();
      return [Array.from({ length: 10 }, () => shift + random.normal())];
    });
    const [band] = meanBands(values, trial, 400);
    return band!.low <= 0 && 0 <= band!.high;
  }).filter(Boolean).length;
  expect(covered / 200).toBeGreaterThan(0.87);
  expect(covered / 200).toBeLessThan(0.99);
});

describe("performance profiles", () => {
  // Two problems, three competitors: the medians are 100, 200, never; and 90, 30, 60.
  const times = [
    [
      [100, 90, 110],
      [200, 210, 190],
      [Infinity, 50, Infinity],
    ],
    [
      [90, 90, 90],
      [30, 20, 40],
      [60, 60, 60],
    ],
  ];
  const at = (factor: number) => factors.findIndex((each) => each >= factor - 1e-12);

  it("are the shares of problems within a factor of the best, and their area is in closed form", () => {
    const [first, second, third] = standings(times, 0, 1, 200);
    const values = [first, second, third].map((each) => [1, 2, 3, 4].map((factor) => each!.profile[at(factor)]!.value));
    expect(values).toEqual([
      [0.5, 0.5, 1, 1],
      [0.5, 1, 1, 1],
      [0, 0.5, 0.5, 0.5],
    ]);
    expect(first!.score.value).toBeCloseTo((1 + (1 - Math.log2(3) / 2)) / 2, 12);
    expect(second!.score.value).toBeCloseTo((0.5 + 1) / 2, 12);
    expect(third!.score.value).toBeCloseTo((0 + 0.5) / 2, 12);
    expect(second!.ahead!.value).toBeCloseTo(second!.score.value - first!.score.value, 12);
    expect(first!.ahead).toEqual({ value: 0, low: 0, high: 0 });
  });

  it("have bands around them, of which every number is finite, and which the order of competitors leaves alone", () => {
    const all = standings(times, 0, 1, 500);
    for (const { score, profile } of all)
      for (const { low, value, high } of [score, ...profile]) {
        expect([low, value, high].every(Number.isFinite)).toBe(true);
        expect(low).toBeLessThanOrEqual(high);
        expect(value >= low && value <= high).toBe(true);
      }
    const turned = standings(
      times.map((problem) => problem.toReversed()),
      2,
      1,
      500,
    );
    expect(turned.toReversed()).toEqual(all);
  });

  it("are nothing for all where nobody meets the target", () => {
    const [only] = standings([[[Infinity, Infinity]]], -1, 1, 10);
    expect(only!.score).toEqual({ value: 0, low: 0, high: 0 });
    expect(only!.profile.every(({ high }) => high === 0)).toBe(true);
    expect(only!.ahead).toBeUndefined();
  });
});
