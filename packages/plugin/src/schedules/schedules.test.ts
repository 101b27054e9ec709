import { describe, expect, it } from "vitest";
import * as schedules from "./index.ts";

const { constant, cosine, cosineRestarts, cyclic, exponential, inverseTimeDecay, linear, multiStep } = schedules;
const { oneCycle, piecewise, polynomial, sequence, step, warmup, warmupStableDecay } = schedules;

const near = (expected: readonly number[]) => expected.map((value) => expect.closeTo(value, 14));
const first = (schedule: (t: number) => number, count: number) => Array.from({ length: count }, (_, t) => schedule(t));

describe("values by hand", () => {
  it("constant stays", () => expect([0, 1e6].map(constant(0.3))).toEqual([0.3, 0.3]));

  it("inverseTimeDecay falls in stairs if asked to", () => {
    const stairs = inverseTimeDecay(0.1, 0.5, { every: 5, staircase: true });
    expect([0, 4, 5, 9, 10].map(stairs)).toEqual([0.1, 0.1, 0.1 / 1.5, 0.1 / 1.5, 0.05]);
  });

  it("warm-up rises to the schedule's first value, and delays it", () => {
    expect(first(warmup(exponential({ lr: 8, gamma: 0.5 }), 4), 7)).toEqual(near([2, 3.5, 5, 6.5, 8, 4, 2]));
    expect(first(warmup(constant(8), 4, { startFactor: 0 }), 6)).toEqual([0, 2, 4, 6, 8, 8]);
    expect(first(warmup(exponential({ lr: 8, gamma: 0.5 }), 0), 3)).toEqual([8, 4, 2]);
  });

  it.each([
    ["linear", [1, 0.75, 0.5, 0.25]],
    ["cos", [1, (2 + Math.SQRT2) / 4, 0.5, (2 - Math.SQRT2) / 4]],
    ["sqrt", [1, 0.5, 1 - Math.SQRT1_2, 1 - Math.sqrt(3) / 2]],
  ] as const)("warm-up, stable, decay: %s", (decay, falls) => {
    const options = { lr: 8, warmupSteps: 2, stableSteps: 3, decaySteps: 4, etaMin: 4, decay };
    const expected = [4, 6, 8, 8, 8, ...falls.map((share) => 4 + 4 * share), 4, 4];
    expect(first(warmupStableDecay(options), 11)).toEqual(near(expected));
  });

  it("piecewise goes through its points, and stays before the first and after the last", () => {
    const points = [
      [2, 1],
      [4, 3],
      [8, 1],
    ] as const;
    expect(first(piecewise(points), 10)).toEqual([1, 1, 1, 2, 3, 2.5, 2, 1.5, 1, 1]);
    expect(first(piecewise(points, { between: "constant" }), 10)).toEqual([1, 1, 1, 1, 3, 3, 3, 3, 1, 1]);
    const half = Math.SQRT1_2;
    expect(first(piecewise(points, { between: "cos" }), 10)).toEqual(
      near([1, 1, 1, 2, 3, 2 + half, 2, 2 - half, 1, 1]),
    );
  });

  it("restarts come at t0, t0 + t0·tMult, …", () => {
    const restarts = cosineRestarts({ lr: 1, t0: 3, tMult: 2 });
    expect([0, 3, 9, 21, 45].map(restarts)).toEqual([1, 1, 1, 1, 1]);
    expect([2, 8, 20, 44].every((t) => restarts(t) < 0.3)).toBe(true);
    expect(cosineRestarts({ lr: 1, t0: 7 })(7e9)).toBe(1);
  });

  it("a cycle that rises at once, or in one step, starts at its peak", () => {
    for (const pctStart of [0, 0.1]) expect(oneCycle({ maxLr: 1, totalSteps: 10, pctStart })(0)).toBeLessThanOrEqual(1);
    expect(oneCycle({ maxLr: 1, totalSteps: 10, pctStart: 0.1 })(0)).toBe(1);
    expect(oneCycle({ maxLr: 1, totalSteps: 1 })(0)).toBeGreaterThan(0);
  });

  it("what has an end stays there", () => {
    const ends: readonly [(t: number) => number, number][] = [
      [polynomial({ lr: 1, totalIters: 10, power: 2 }), 0],
      [linear({ lr: 1, endFactor: 0.5 }), 0.5],
      [oneCycle({ maxLr: 1, totalSteps: 10, divFactor: 4, finalDivFactor: 2 }), 0.125],
      [warmupStableDecay({ lr: 1, warmupSteps: 1, stableSteps: 1, decaySteps: 1, etaMin: 0.25 }), 0.25],
    ];
    for (const [schedule, end] of ends) expect([10, 11, 1e6].map(schedule)).toEqual(near([end, end, end]));
  });
});

describe("lists that are changed afterwards", () => {
  it("do not change the schedule", () => {
    const [milestones, parts, points] = [[2], [constant(1), constant(2)], [[0, 1] as [number, number]]];
    const made = [multiStep({ lr: 1, milestones }), sequence(parts, milestones), piecewise(points)];
    const before = made.map((schedule) => first(schedule, 4));
    milestones[0] = 0;
    parts.reverse();
    points[0]![1] = 5;
    expect(made.map((schedule) => first(schedule, 4))).toEqual(before);
  });
});

describe("what makes no sense", () => {
  it.each([
    ["oneCycle: pctStart must be in [0, 1], got 1.5", () => oneCycle({ maxLr: 1, totalSteps: 9, pctStart: 1.5 })],
    [
      "oneCycle: pctStart must be in [0, 0.5] with threePhase, got 0.6",
      () => oneCycle({ maxLr: 1, totalSteps: 9, pctStart: 0.6, threePhase: true }),
    ],
    ["sequence: 2 schedules need 1 milestones, got 2", () => sequence([constant(1), constant(2)], [1, 2])],
    [
      "sequence: milestones must ascend, got 3 after 3",
      () => sequence([constant(1), constant(2), constant(3)], [3, 3]),
    ],
    ["sequence: schedules must be a list of schedules, got Array of length 0", () => sequence([], [])],
    [
      "piecewise: the points' steps must ascend, got 1 after 2",
      () =>
        piecewise([
          [2, 1],
          [1, 1],
        ]),
    ],
    ["piecewise: points must be a list of pairs [step, value], got Array of length 0", () => piecewise([])],
    ["piecewise: points[0] must be a pair [step, value], got Array of length 1", () => piecewise([[1] as never])],
    ['step: unknown option "gama" (it has lr, stepSize, gamma)', () => step({ lr: 1, stepSize: 2, gama: 1 } as never)],
    ["exponential: gamma must be a finite number ≥ 0, got undefined", () => exponential({ lr: 1 } as never)],
    ["cosine: options must be an object, got undefined", () => cosine(undefined as never)],
    ["cosine: tMax must be a finite number > 0, got 0", () => cosine({ lr: 1, tMax: 0 })],
    [
      'cyclic: mode must be "triangular", "triangular2" or "exp_range", got "square"',
      () => cyclic({ baseLr: 0, maxLr: 1, mode: "square" as never }),
    ],
  ])("%s", (message, make) => expect(make).toThrow(message));
});
