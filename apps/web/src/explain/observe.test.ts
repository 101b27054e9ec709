import { optimizers } from "@downhill/catalog";
import { equations } from "@downhill/catalog/equations";
import type { Plugin } from "@downhill/plugin";
import { selfContained } from "@downhill/problems/self-contained";
import type { RunSpec } from "@downhill/runs/run";
import { describe, expect, it } from "vitest";
import { observer } from "./observe.ts";
import { largestOf, memoriesOf, sentencesOf } from "./sentence.ts";

const plugins: Readonly<Record<string, Plugin>> = optimizers;
const surroundings = { optimizers: plugins, problems: selfContained };
const spec = (optimizer: string, hyper: Record<string, number> = {}): RunSpec => ({
  ...{ version: 1, problem: { name: "moons" }, optimizer, hyper, seed: 1, budget: 60 },
});
const watch = (optimizer: string, hyper?: Record<string, number>) =>
  observer(spec(optimizer, hyper), surroundings, plugins[optimizer]!);

describe("a weight of a network, through a run", () => {
  it.each(Object.keys(equations))("%s: the step explained is the step taken", (name) => {
    const watched = watch(name);
    let place = watched.observe(1, undefined)!.furthest;
    for (const step of [2, 3, 17, 32, 5, 33]) {
      const seen = watched.observe(step, place)!;
      expect(seen.step).toBe(step);
      expect(seen.explained!.after.w).toBe(seen.after.w);
      expect(seen.explained!.delta).toBe(seen.after.w! - seen.before.w!);
      for (const [key, value] of Object.entries(seen.after))
        expect(seen.explained!.after[key] ?? value, key).toBe(value);
      place = seen.furthest;
    }
    watched.dispose();
  });

  it("is the same however it is come to, and there is none beyond the end", () => {
    const one = watch("adam");
    const there = one.observe(40, { parameter: "dense0.weight", index: 3 });
    const other = watch("adam");
    other.observe(50, { parameter: "dense0.weight", index: 3 });
    expect(other.observe(40, undefined)).toEqual(there);
    expect(other.observe(61, undefined)).toBe(null);
  });

  it("of a method that is not of one weight alone, says what is there", () => {
    const seen = watch("muon").observe(4, undefined)!;
    expect(seen.explained).toBe(null);
    expect(seen.optimizer.paper).toMatch(/^Jordan/);
    expect(seen.after.w).not.toBe(seen.before.w);
  });
});

describe("what is said of a step", () => {
  const state = (values: number[]) => ({ m: values });

  it("names the step that an average remembers most of", () => {
    // v = 0.5 v + added, with 8 added at step 2 and 1 at each other
    const v = [1];
    for (const added of [8, 1, 1]) v.push(0.5 * v.at(-1)! + added);
    expect(largestOf({ kept: 0.5 }, v, 4)).toEqual({ step: 2, share: 2 / v.at(-1)! });
    expect(largestOf({ kept: 0.5 }, [1], 1)).toEqual({ step: 1, share: 1 });
    // What came before the trail is more than any step in it.
    expect(largestOf({ kept: 1 }, [100, 101], 9)).toBe(undefined);
    expect(state(v).m).toHaveLength(4);
  });

  it("finds the averages in the formulas", () => {
    const seen = watch("adam").observe(9, undefined)!;
    const found = memoriesOf(seen.explained!, seen.before);
    expect(found.map(({ name, kept }) => [name, kept])).toEqual([
      ["m", 0.9],
      ["v", 0.999],
    ]);
    for (const { kept, fresh, name, value } of found) expect(kept * seen.before[name]! + fresh).toBeCloseTo(value, 6);
  });

  it.each([
    ["sgd", {}, 5, /^The step is the rate times the gradient, and nothing else\.$/],
    [
      "adam",
      {},
      1,
      /^The step is the rate: v, which divides it, is 100\u202f% this very gradient\. 100\u202f% of m, its direction, is this gradient\.$/,
    ],
    [
      "adagrad",
      {},
      40,
      /^The step is \d+\u202f% of the rate: sum, which divides it, remembers gradients [\d.]+ times as large as this one, step \d+ above all \(\d+\u202f% of it\)\.$/,
    ],
    ["sgd", { momentum: 0.9 }, 30, /of v, its direction, is|against its gradient: v still|has turned v/],
  ] as const)("%s %j at step %i", (name, hyper, step, pattern) => {
    const watched = watch(name, hyper);
    const { furthest } = watched.observe(step, undefined)!;
    expect(sentencesOf(watched.observe(step, furthest)!).join(" ")).toMatch(pattern);
  });
});
