import { parse } from "@downhill/catalog";
import { describe, expect, test as it } from "vitest";
import { smallPlan } from "../testing/small-plan.ts";
import { type Job, test, tuning } from "./jobs.ts";
import type { Plan } from "./plan.ts";
import { halton } from "./points.ts";
import { isAtEdge, valueAt } from "./space.ts";
import { type Done, winners } from "./winners.ts";

const planOf = (optimizers: readonly string[], changes: Partial<Plan> = {}): Plan =>
  smallPlan(optimizers, {
    problems: [
      {
        name: "moons",
        group: "learning",
        budget: 100,
        targets: [0.5, 0.4, 0.3].map((loss) => ({ name: `${loss}`, loss })),
      },
    ],
    ...changes,
  });

describe("points", () => {
  it("are the same bits everywhere", () => {
    const point = halton(7, 4);
    expect([0, 1, 2].map(point)).toMatchInlineSnapshot(`
      [
        [
          0.6967648183820908,
          0.09178973285109815,
          0.49036703867586134,
          0.2554367644506722,
        ],
        [
          0.3634314850487575,
          0.5917897328510981,
          0.6903670386758614,
          0.9697224787363865,
        ],
        [
          0.030098151715424175,
          0.34178973285109815,
          0.29036703867586133,
          0.39829390730781505,
        ],
      ]
    `);
  });

  it("have one in each part of every axis", () => {
    const point = halton(3, 10);
    for (const [axis, base] of [3, 2, 5, 7, 11, 13, 17, 19, 23, 29].entries()) {
      const parts = Array.from({ length: base }, (_, i) => Math.floor(point(i + 40)[axis]! * base));
      expect(parts.sort((a, b) => a - b)).toEqual(Array.from({ length: base }, (_, i) => i));
    }
  });

  it("of fewer dimensions are those of more, cut off", () => {
    for (const i of [0, 5, 63]) expect(halton(9, 3)(i)).toEqual(halton(9, 12)(i).slice(0, 3));
  });

  it("are others with another seed", () => {
    expect(halton(1, 5)(0)).not.toEqual(halton(2, 5)(0));
  });
});

describe("values", () => {
  it.each([
    ["log", [1e-5, 1e-1], [1e-5, 1e-3, 1e-1]],
    ["decay", [0.9, 0.9999], [0.9, 0.99684, 0.9999]],
    ["linear", [-1, 3], [-1, 1, 3]],
    ["whole", [2, 6], [2, 4, 6]],
    ["flag", [0, 1], [0, 1, 1]],
  ] as const)("%s", (scale, range, values) => {
    expect([0, 0.5, 1].map((place) => valueAt({ scale, range }, place))).toEqual(values);
  });

  it("lie in the range at every place", () => {
    for (const scale of ["log", "decay", "linear"] as const) {
      const range = [0.0123456, 0.987654] as const;
      for (let place = 0; place <= 1; place += 1 / 64) {
        const value = valueAt({ scale, range }, place);
        expect(value).toBeGreaterThanOrEqual(range[0]);
        expect(value).toBeLessThanOrEqual(range[1]);
      }
    }
  });

  it("at an edge are told from others", () => {
    const rate = { scale: "log", range: [1e-5, 1e-1], default: 1e-3 } as const;
    const edges = [true, true, false, false, true, true];
    expect([1e-5, 1.2e-5, 1e-4, 1e-2, 0.08, 0.1].map((x) => isAtEdge(rate, x))).toEqual(edges);
    // No weight decay at all is the first trial.
    const weightDecay = { ...rate, default: 0 };
    expect([1e-5, 1e-2, 0.1].map((x) => isAtEdge(weightDecay, x))).toEqual([false, false, true]);
    const memory = { scale: "decay", range: [0.5, 0.99], default: 0.9 } as const;
    expect([0.5, 0.9, 0.989].map((x) => isAtEdge(memory, x))).toEqual([true, false, true]);
  });
});

describe("trials", () => {
  it("begin with the published defaults, and search what the metadata say is searched", () => {
    const [first, ...others] = planOf(["adam"]).drawn.adam!;
    expect(first).toEqual({});
    expect(others).toHaveLength(3);
    for (const hyper of others) expect(Object.keys(hyper)).toEqual(["lr", "beta1", "beta2", "weightDecay"]);
  });

  it("have a rate in each third of its range, of four, whatever comes first in the metadata", () => {
    for (const optimizer of ["adam", "clip(sgd)"]) {
      const rates = planOf([optimizer], { seed: 11 }).drawn[optimizer]!.map(({ lr }) => Math.log10(lr ?? 0));
      const [least, most] = parse(optimizer).hyper.lr!.range.map(Math.log10) as [number, number];
      const thirds = rates.slice(1).map((rate) => Math.floor((3 * (rate - least)) / (most - least)));
      expect(thirds.sort()).toEqual([0, 1, 2]);
    }
  });

  it("are the first of more trials", () => {
    const few = planOf(["soap"]).drawn.soap!;
    expect(planOf(["soap"], { trials: [1, 4, 16] }).drawn.soap!.slice(0, 4)).toEqual(few);
  });

  it("do not depend on who else takes part, or in which order", () => {
    const specs = (jobs: readonly Job[]) => jobs.filter(({ spec }) => spec.optimizer === "lion");
    expect(specs(tuning(planOf(["adam", "lion"])))).toEqual(specs(tuning(planOf(["lion", "sgd", "adam"]))));
  });

  it("are one where nothing is searched", () => {
    expect(planOf(["dowg"]).drawn.dowg).toEqual([{}]);
    expect(tuning(planOf(["dowg"]))).toEqual([]);
  });

  it("make specs that the optimizers take", () => {
    const all = ["muon", "psgd-kron", "aggmo", "lookahead(clip(adamw))", "simplified-ademamix", "lbfgs"];
    for (const { spec } of tuning(planOf(all, { trials: [1, 16] }))) {
      const { hyper } = parse(spec.optimizer);
      for (const [name, value] of Object.entries(spec.hyper ?? {})) {
        const [least, most] = hyper[name]!.range;
        expect(value).toBeGreaterThanOrEqual(least);
        expect(value).toBeLessThanOrEqual(most);
      }
    }
  });
});

describe("jobs", () => {
  it("tune each trial from each tuning seed", () => {
    const jobs = tuning(planOf(["adam", "sgd"]));
    expect(jobs).toHaveLength(2 * 4 * 2);
    expect(jobs[0]).toEqual({
      track: "constant",
      phase: "tuning",
      trial: 0,
      spec: {
        version: 1,
        problem: { name: "moons" },
        optimizer: "adam",
        seed: 100,
        budget: 100,
        targets: [0.5, 0.4, 0.3],
      },
    });
  });

  it("of the cosine's track warm up over a twentieth of the steps that the budget pays for, and fall over the others", () => {
    const schedules = tuning(planOf(["adam", "sam(sgd)", "dowg"], { tracks: ["cosine"], trials: [1, 2] })).map(
      ({ spec }) => [spec.optimizer, spec.schedule],
    );
    expect(Object.fromEntries(schedules)).toEqual({
      adam: { name: "cosine", options: { tMax: 95 }, warmup: 5 },
      "sam(sgd)": { name: "cosine", options: { tMax: 47 }, warmup: 3 },
    });
  });

  it("of the defaults have half as much again, and no tuning", () => {
    const plan = planOf(["adam"], { tracks: ["defaults"] });
    expect(tuning(plan)).toEqual([]);
    const jobs = test(plan, winners(plan, []));
    expect(jobs.map(({ spec }) => [spec.budget, spec.seed])).toEqual([
      [150, 0],
      [150, 1],
      [150, 2],
    ]);
  });

  it("have no run twice where two numbers of trials have one winner", () => {
    const plan = planOf(["adam"]);
    const winner = { track: "constant", problem: "moons", optimizer: "adam", trial: 0, edges: [] } as const;
    expect(
      test(
        plan,
        [1, 4].map((trials) => ({ ...winner, trials })),
      ),
    ).toHaveLength(3);
    expect(
      test(plan, [
        { ...winner, trials: 1 },
        { ...winner, trials: 4, trial: 2 },
      ]),
    ).toHaveLength(6);
  });
});

describe("winners", () => {
  const plan = planOf(["adam"]);
  type Outcome = readonly [evaluations: number | null, loss: number | null];
  /** Tuning lines of trials, each with an outcome for each seed. */
  const linesOf = (...trials: readonly (readonly Outcome[])[]): Done[] =>
    tuning(plan).map((job) => {
      const [evaluations, loss] = trials[job.trial]![plan.tuningSeeds.indexOf(job.spec.seed)]!;
      const targets = [5, evaluations, null].map((each) => ({ target: 0, evaluations: each }));
      return { ...job, result: { targets, loss } };
    });
  const won = (lines: readonly Done[]) => winners(plan, lines).map(({ trials, trial }) => [trials, trial]);
  const miss: Outcome = [null, 0.9];

  it("have most successes at the middle target", () => {
    const lines = linesOf(
      [miss, [9, 0.1]],
      [miss, miss],
      [
        [90, 0.8],
        [90, 0.8],
      ],
      [miss, miss],
    );
    expect(won(lines)).toEqual([
      [1, 0],
      [4, 2],
    ]);
  });

  it("of as many have the least median of evaluations, then of losses, and are the first of equals", () => {
    expect(
      won(
        linesOf(
          [
            [9, 1],
            [9, 1],
          ],
          [
            [8, 2],
            [8, 2],
          ],
          [
            [8, 2],
            [8, 1],
          ],
          [
            [8, 2],
            [8, 1],
          ],
        ),
      )[1],
    ).toEqual([4, 2]);
    expect(won(linesOf([miss, miss], [miss, miss], [miss, miss], [miss, miss]))[1]).toEqual([4, 0]);
  });

  it("are none who diverge where others only miss", () => {
    const diverged: Outcome = [null, null];
    expect(won(linesOf([diverged, diverged], [diverged, miss], [miss, miss], [diverged, diverged]))[1]).toEqual([4, 2]);
  });

  it("are known of the defaults alone while tuning runs are missing", () => {
    const lines = linesOf([miss, miss], [miss, miss], [miss, miss], [miss, miss]);
    expect(won(lines.slice(0, -1))).toEqual([[1, 0]]);
  });

  it("say which hyperparameters are at an end of their range", () => {
    const lines = linesOf(
      [miss, miss],
      [
        [9, 1],
        [9, 1],
      ],
      [miss, miss],
      [miss, miss],
    ).map((line) =>
      line.trial === 1
        ? { ...line, spec: { ...line.spec, hyper: { lr: 0.1, beta1: 0.9, beta2: 0.999, weightDecay: 1e-6 } } }
        : line,
    );
    expect(winners(plan, lines).map(({ edges }) => edges)).toEqual([[], ["lr"]]);
  });
});
