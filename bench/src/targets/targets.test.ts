import { readFileSync } from "node:fs";
import { parse } from "@downhill/catalog";
import type { Problem } from "@downhill/problems";
import { problems, targets } from "@downhill/problems/registry";
import { type RunSpec, runToEnd } from "@downhill/runs/run";
import { describe, expect, it, test } from "vitest";
import type { Engine } from "../execute/engine.ts";
import { median } from "../statistics/median.ts";
import { baselines, TRIALS, trialsOfBaseline } from "./baselines.ts";
import { sourcesOf } from "./file.ts";
import { findTargets, targetSeeds, tuningSeeds } from "./find.ts";

const found = Object.entries(targets.problems).flatMap(([name, own]) =>
  own.map((target) => ({ name, share: target.name, target })),
);

const replayed = (
  name: string,
  { optimizer, hyper, evaluations, loss }: (typeof found)[number]["target"],
  seed: number,
) =>
  runToEnd(
    { version: 1, problem: { name }, optimizer, hyper, seed, budget: evaluations, targets: [loss] },
    { optimizers: parse, problems },
  );

const thorough = Boolean(process.env.DOWNHILL_THOROUGH);

/** Problems that are quick, and of each a share that is tried every day. */
const cheap: Readonly<Record<string, string>> = {
  rosenbrock: "all",
  "quadratic-1e2": "half",
  "matrix-factorisation": "quarter",
  "associative-memory": "quarter",
};
const tried = found.filter(({ name, share }) => cheap[name] === share || (thorough && name in cheap));

describe.each(tried)("$name, $share", ({ name, target }) => {
  it("is the median of the run that found it", () => {
    const losses = targetSeeds.map((seed) => replayed(name, target, seed).loss ?? Infinity);
    const middle = median(Float64Array.from(losses).sort());
    expect(target.loss).toBeGreaterThanOrEqual(middle);
    expect(target.loss).toBeLessThanOrEqual(middle * 1.001);
  });
});

test.each(found.filter(({ share }) => share === "half"))(
  "$name, $share: who found it meets it",
  async ({ name, target }) => {
    await problems[name]!.prepare();
    const met = targetSeeds.slice(0, 8).some((seed) => replayed(name, target, seed).targets[0]!.evaluations !== null);
    expect(met).toBe(true);
  },
);

test("the modules are as the command writes them", () => {
  for (const [path, source] of Object.entries(sourcesOf(targets.version, targets.problems)))
    expect(readFileSync(path, "utf8")).toBe(source);
  expect([targets.seeds.first, targets.seeds.count]).toEqual([targetSeeds[0], targetSeeds.length]);
});

test("each baseline has trials within the ranges of its metadata, of which the first is what is published", () => {
  for (const baseline of baselines) {
    const trials = trialsOfBaseline(baseline);
    expect(new Set(trials.map((trial) => JSON.stringify(trial))).size).toBe(TRIALS);
    expect(trials[0]).toEqual({ ...baseline.published, ...baseline.fixed });
    const { hyper } = parse(baseline.optimizer);
    const outside = trials.slice(1).flatMap((trial) =>
      Object.entries(trial).filter(([name, value]) => {
        const [least, most] = hyper[name]!.range;
        return !(value >= least && value <= most);
      }),
    );
    expect(outside).toEqual([]);
  }
});

describe("targets of a problem", () => {
  /** A bowl that is no network, and quick. */
  const bowl: Problem = { ...problems["quadratic-1e2"]!, name: "bowl", budget: 20 };
  const specs: RunSpec[] = [];
  const engineFor = (problem: Problem): Engine => ({
    async *run(given) {
      for (const [index, spec] of given.entries()) {
        specs.push(spec);
        yield { index, time: 0, result: runToEnd(spec, { optimizers: parse, problems: { [problem.name]: problem } }) };
      }
    },
    close: async () => {},
  });

  it("are the best baseline's medians at a quarter, half and all of the budget", async () => {
    specs.length = 0;
    const own = await findTargets(bowl, engineFor(bowl));
    expect(own.map(({ name, evaluations }) => [name, evaluations])).toEqual([
      ["quarter", 5],
      ["half", 10],
      ["all", 20],
    ]);
    // From the first seed all trials; from each of the others at most 3 · 16 of a baseline; at most 12 winners.
    const from = (seeds: readonly number[]) => specs.filter(({ seed }) => seeds.includes(seed)).length;
    expect(from(tuningSeeds.slice(0, 1))).toBe(4 * TRIALS);
    expect(from(tuningSeeds.slice(1, 2))).toBeGreaterThanOrEqual(4 * 16);
    expect(from(tuningSeeds.slice(1, 2))).toBeLessThanOrEqual(4 * 48);
    expect(from(targetSeeds) % targetSeeds.length).toBe(0);
    expect(from(targetSeeds)).toBeLessThanOrEqual(12 * targetSeeds.length);
    expect(from([...tuningSeeds, ...targetSeeds])).toBe(specs.length);
    for (const { evaluations, optimizer, hyper, loss } of own) {
      const losses = targetSeeds.map((seed) => {
        const spec = { version: 1, problem: { name: "bowl" }, optimizer, hyper, seed, budget: evaluations } as const;
        return runToEnd({ ...spec, targets: [] }, { optimizers: parse, problems: { bowl } }).loss!;
      });
      expect(loss / median(Float64Array.from(losses).sort())).toBeCloseTo(1, 3);
    }
  });

  it("are none where they are met at a start, or left to rounding", async () => {
    const flat: Problem = {
      ...bowl,
      budget: 8,
      start: (given) => ({ ...bowl.start(given), measure: () => ({ loss: 1, metric: 0 }) }),
    };
    await expect(findTargets(flat, engineFor(flat))).rejects.toThrow(
      'the problem bowl compares nothing: the baselines\' best at "quarter" is 1, and at "start" 1',
    );
    const long: Problem = { ...problems.himmelblau!, budget: 240 };
    await expect(findTargets(long, engineFor(long))).rejects.toThrow(
      /^the problem himmelblau compares nothing: .*: rounding$/,
    );
  });

  it("need runs that do not fail", async () => {
    const failing: Engine = {
      async *run() {
        yield { index: 0, time: 0, fault: "out of order" };
      },
      close: async () => {},
    };
    await expect(findTargets(bowl, failing)).rejects.toThrow(/^a run failed: \{.*"bowl".*\nout of order/);
  });
});
