import { optimizers } from "@downhill/catalog";
import { beforeAll, describe, expect, it, test } from "vitest";
import { problems, targets } from "./registry.ts";

/** Of comparisons, and of their tuning. */
const benchSeeds = [...Array.from({ length: 20 }, (_, i) => i), 1_000_000, 1_000_001, 1_000_002];

beforeAll(async () => {
  for (const problem of Object.values(problems)) await problem.prepare();
});

test("each problem has targets, of seeds that comparisons do not use", () => {
  expect(Object.keys(targets.problems).sort()).toEqual(Object.keys(problems).sort());
  const { first, count } = targets.seeds;
  expect(count).toBe(20);
  expect(first).toBeGreaterThan(Math.max(...benchSeeds));
});

describe.each(Object.keys(problems))("%s", (name) => {
  const { budget, targets: own, start } = problems[name]!;

  it("has a budget that thousands of runs can be paid for with", () => {
    expect(Number.isInteger(budget)).toBe(true);
    expect(budget).toBeGreaterThanOrEqual(20);
    expect(budget).toBeLessThanOrEqual(1000);
  });

  it("has targets that get harder, by what its baselines may search", () => {
    expect(own.map((target) => target.name)).toEqual(["quarter", "half", "all"]);
    const shares = [budget / 4, budget / 2, budget];
    for (const [i, { loss, evaluations, optimizer, hyper }] of own.entries()) {
      expect(loss).toBeGreaterThan(0);
      if (i > 0) expect(loss).toBeLessThan(own[i - 1]!.loss);
      // The last point of a curve up to there: points are some 8 % apart.
      expect(evaluations).toBeLessThanOrEqual(shares[i]!);
      expect(evaluations).toBeGreaterThan(0.92 * shares[i]! - 1);
      expect(["adamw", "nadamw", "sgd"]).toContain(optimizer);
      const plugin = optimizers[optimizer as "adamw"];
      for (const [key, value] of Object.entries(hyper)) {
        const { range } = plugin.hyper[key as "lr"];
        expect(value).toBeGreaterThanOrEqual(range[0]);
        expect(value).toBeLessThanOrEqual(range[1]);
      }
    }
  });

  it("has no target that is met before the first step", () => {
    const easiest = Math.max(...own.map(({ loss }) => loss));
    const { first, count } = targets.seeds;
    const seeds = [...benchSeeds, ...Array.from({ length: count }, (_, i) => first + i)];
    // Some of each kind, and under `pnpm thorough` all.
    for (const seed of process.env.DOWNHILL_THOROUGH ? seeds : [0, 7, 1_000_001, first, first + count - 1]) {
      const task = start({ seed });
      expect(task.measure().loss).toBeGreaterThan(easiest);
      task.lesson?.model.dispose();
    }
  });
});
