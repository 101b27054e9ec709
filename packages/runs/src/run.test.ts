import { createHash } from "node:crypto";
import { optimizers, parse } from "@downhill/catalog";
import { type ClassificationLoss, fit } from "@downhill/core";
import type { Problem } from "@downhill/problems";
import { selfContained } from "@downhill/problems/self-contained";
import { describe, expect, it, test } from "vitest";
import { type RunSpec, type RunStep, run, runToEnd } from "./index.ts";
import { run as runWith, runToEnd as runWithToEnd } from "./run.ts";

const bowl: RunSpec = {
  ...{ version: 1, problem: { name: "quadratic-1e2" }, optimizer: "adam", hyper: { lr: 0.1 } },
  ...{ seed: 1, budget: 100 },
};
const moons: RunSpec = {
  ...{ version: 1, problem: { name: "moons" }, optimizer: "adam", hyper: { lr: 0.01 } },
  ...{ seed: 1, budget: 100 },
};

describe.each([
  ["without a model", bowl],
  ["with one", moons],
])("a run %s", (_, spec) => {
  it("is the same each time, however it is looked at", () => {
    const result = runToEnd(spec);
    expect(result.hash).toMatch(/^[\da-f]{64}$/);
    expect(runToEnd(spec)).toEqual(result);
    const [looked, left] = [run(spec), run(spec)];
    const other = run({ ...spec, seed: 2 });
    let [next, beside] = [looked.next(), left.next()];
    for (let i = 0; !next.done && !beside.done; i++) {
      if (i % 3 === 0) next.value.measure();
      expect([next.value.step, next.value.evaluations]).toEqual([i, i]);
      other.next();
      [next, beside] = [looked.next(), left.next()];
    }
    expect([next.value, beside.value]).toEqual([result, result]);
  });

  it("is the one that its spec still says after JSON", () => {
    const result = runToEnd(JSON.parse(JSON.stringify(spec)));
    expect(result).toEqual(runToEnd(spec));
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it("is another one with another seed, rate, clipping, schedule or precision", () => {
    const others: Partial<RunSpec>[] = [
      {},
      { seed: 2 },
      { hyper: { lr: 0.05 } },
      { clip: { norm: 0.01 } },
      { clip: { value: 0.001 } },
      { schedule: { name: "cosine", options: { tMax: 100 } } },
      { schedule: { name: "constant", warmup: 20 } },
      { precision: spec === bowl ? "float32" : "float64" },
      { problem: { ...spec.problem, options: spec === bowl ? { dimensions: 3 } : { batchSize: 16 } } },
    ];
    const hashes = others.map((other) => runToEnd({ ...spec, optimizer: "sgd", ...other }).hash);
    expect(new Set(hashes).size).toBe(others.length);
  });

  it("has a curve from the start to the end, which is the same on a smaller budget", () => {
    const { curve, loss, metric, steps, evaluations, diverged } = runToEnd(spec);
    expect([steps, evaluations, diverged]).toEqual([100, 100, null]);
    expect(curve.evaluations.slice(0, 16)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(curve.evaluations.at(-1)).toBe(100);
    expect([curve.loss.length, curve.metric.length]).toEqual([curve.evaluations.length, curve.evaluations.length]);
    expect([loss, metric]).toEqual([curve.loss.at(-1), curve.metric.at(-1)]);
    expect(loss).toBeLessThan(curve.loss[0]!);
    const half = runToEnd({ ...spec, budget: 50 });
    const common = curve.evaluations.findIndex((each) => each > 50);
    expect(half.curve.loss.slice(0, common)).toEqual(curve.loss.slice(0, common));
    const seen = [...run(spec)].map((step) => [step.evaluations, step.step]);
    expect(seen).toEqual(Array.from({ length: 101 }, (_, i) => [i, i]));
  });

  it("meets targets at the first evaluation that is looked at", () => {
    const { curve } = runToEnd(spec);
    const [first, last] = [curve.loss[0]!, curve.loss.at(-1)!];
    const targets = [first, (first + last) / 2, -1];
    const result = runToEnd({ ...spec, targets });
    expect(result.targets.map(({ target }) => target)).toEqual(targets);
    expect(result.targets[0]!.evaluations).toBe(0);
    expect(result.targets[2]!.evaluations).toBeNull();
    const met = result.targets[1]!.evaluations!;
    const rung = curve.evaluations.findIndex((_, i) => curve.loss[i]! <= targets[1]!);
    expect(met).toBeGreaterThan(curve.evaluations[rung - 1]!);
    expect(met).toBeLessThanOrEqual(curve.evaluations[rung]!);
  });

  it("that diverges says at which step, and ends there", () => {
    const rate = { optimizer: "sgd", hyper: { lr: spec === bowl ? 1e3 : 1e30 } };
    const result = runToEnd({ ...spec, ...rate });
    expect(result.diverged).toBeGreaterThan(0);
    expect(result.diverged).toBeLessThan(20);
    expect([result.loss, result.metric]).toEqual([null, null]);
    expect(result.evaluations).toBeLessThan(100);
    // Each step is an evaluation: the points are of the weights before it, the last ones where they are any good.
    const { length } = result.curve.loss;
    expect([result.steps, result.steps + 1]).toContain(length);
    expect(result.curve.evaluations).toEqual(Array.from({ length }, (_, i) => i));
    expect(result.curve.loss.every(Number.isFinite)).toBe(true);
    expect(runToEnd({ ...spec, ...rate })).toEqual(result);
  });

  it("counts every gradient, and never computes more than its budget", () => {
    const sam = runToEnd({ ...spec, optimizer: "sam(sgd)" });
    expect([sam.steps, sam.evaluations]).toEqual([50, 100]);
    expect(runToEnd({ ...spec, optimizer: "sam(sgd)", budget: 99 })).toMatchObject({ steps: 49, evaluations: 98 });
    const lbfgs = { ...spec, optimizer: "lbfgs", hyper: { lr: 0.1, maxIter: 4 } };
    const seen = [...run(lbfgs)].map(({ evaluations }) => evaluations);
    const cost = seen[1]!;
    expect(cost).toBeGreaterThan(2);
    expect(runToEnd({ ...lbfgs, budget: cost })).toMatchObject({ steps: 1, evaluations: cost });
    // A step that the budget cannot pay for to its end is taken back.
    const short = runToEnd({ ...lbfgs, budget: cost - 1 });
    expect(short).toMatchObject({ steps: 0, evaluations: cost - 1, diverged: null });
    const start = run(lbfgs).next().value as RunStep;
    expect(short.loss).toBe(start.measure().loss);
    expect(new Set(short.curve.loss).size).toBe(1);
  });

  // Several hundred trainings: each has a few steps.
  it.each(Object.keys(optimizers))("runs with %s", (optimizer) => {
    const { steps, diverged, evaluations } = runToEnd({ ...spec, optimizer, hyper: {}, budget: 40 });
    expect(steps).toBeGreaterThan(0);
    expect(diverged).toBeNull();
    expect(evaluations).toBeLessThanOrEqual(40);
  });
});

test("a wrapper's text is an optimizer, and a run is measured where its weights() are", () => {
  const spec = { ...bowl, optimizer: "ema(sgd)", hyper: { lr: 0.1 } };
  const steps = run(spec);
  let at = steps.next();
  let last = 0;
  let trained = 0;
  while (!at.done) {
    const { task, optimizer, measure } = at.value;
    const before = task.parameters.x!.value.slice();
    last = measure().loss;
    expect(task.parameters.x!.value).toEqual(before);
    trained = task.measure().loss;
    expect(optimizer.weights().x).not.toBe(task.parameters.x!.value);
    at = steps.next();
  }
  expect(at.value.loss).toBe(last);
  expect(trained).not.toBe(last);
});

test("the hash is SHA-256 of the weights to evaluate with", () => {
  for (const spec of [bowl, moons]) {
    const steps = run(spec);
    let at = steps.next();
    let bytes = Buffer.alloc(0);
    while (!at.done) {
      const weights = Object.values(at.value.optimizer.weights());
      bytes = Buffer.concat(weights.map((w) => new Uint8Array(w.buffer, w.byteOffset, w.byteLength)));
      at = steps.next();
    }
    expect(at.value.hash).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});

describe("a run whose loss is clipped, at a rate far too high", () => {
  const wild: RunSpec = { ...moons, problem: { name: "spiral" }, optimizer: "sgd", hyper: { lr: 1000 }, budget: 150 };
  const lost = { above: 4, steps: 100 };
  const losses: number[] = [];
  for (const { measure } of run(wild)) losses.push(measure().loss);

  it("diverges by its spec at the first step that finds it too high, and no other", () => {
    expect(runToEnd(wild).diverged).toBeNull();
    const { diverged, steps, loss } = runToEnd({ ...wild, lost });
    expect(losses[diverged! - 1]!).toBeGreaterThan(4 * losses[0]!);
    expect(losses[diverged! - 2]!).toBeLessThan(4 * losses[0]!);
    expect([steps, loss]).toEqual([diverged! + 98, null]);
    expect(runToEnd({ ...wild, lost: { above: 4, steps: 150 } }).diverged).toBeNull();
    expect(runToEnd({ ...moons, lost })).toEqual(runToEnd(moons));
  });

  it("does so from a checkpoint in the midst, too", () => {
    const spec = { ...wild, lost };
    const result = runToEnd(spec);
    let saved: ReturnType<RunStep["save"]> | undefined;
    for (const { step, save } of run(spec)) if (step === 60) saved = save();
    const again = run(spec, structuredClone(saved));
    let at = again.next();
    while (!at.done) at = again.next();
    expect(at.value).toEqual(result);
  });
});

test("however many epochs a run has, it is one training of the engine", () => {
  const options = { samplesPerClass: 6, hidden: 3, batchSize: 4 };
  const spec: RunSpec = { ...moons, problem: { name: "moons", options }, budget: 3 * 1200 };
  const { lesson, parameters } = selfContained.moons!.start({ seed: spec.seed, options });
  const { model, data, loss, batchSize } = lesson!;
  const optimizer = optimizers.adam(parameters, { lr: 0.01 });
  const batches = { batchSize, shuffle: spec.seed, dropLast: true };
  fit(model, data, { loss: loss as ClassificationLoss, optimizer, epochs: 1200, ...batches });
  const steps = run(spec);
  let [at, last] = [steps.next(), undefined as RunStep | undefined];
  for (; !at.done; at = steps.next()) last = at.value;
  const valuesOf = (all: typeof parameters) => Object.values(all).map(({ value }) => value);
  expect(last!.step).toBe(3600);
  expect(valuesOf(last!.task.parameters)).toEqual(valuesOf(parameters));
});

test("an averaged step costs what it costs: the curve has what its evaluations could pay for", () => {
  const { curve } = runToEnd({ ...bowl, optimizer: "sam(sgd)", budget: 7 });
  expect(curve.evaluations).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const [l0, l1, l2, l3, l4, l5, l6, l7] = curve.loss;
  expect([l1, l3, l5, l7]).toEqual([l0, l2, l4, l6]);
  expect(l2).toBeLessThan(l0!);
  expect(l4).toBeLessThan(l2!);
});

test("evaluations are those that were made", async () => {
  const { problems } = await import("@downhill/problems/registry");
  for (const optimizer of ["sgd", "sam(sgd)", "lbfgs", "sophia"]) {
    let calls = 0;
    const counting: Problem = {
      ...problems.himmelblau!,
      start(options) {
        const task = problems.himmelblau!.start(options);
        const evaluate = (step: number) => {
          calls++;
          return task.evaluate(step);
        };
        return { ...task, evaluate };
      },
    };
    const spec: RunSpec = { ...bowl, optimizer, hyper: { lr: 0.01 }, problem: { name: "himmelblau" }, budget: 61 };
    const { evaluations } = runWithToEnd(spec, { optimizers: parse, problems: { himmelblau: counting } });
    expect(calls).toBe(evaluations);
  }
});

test("with plugins and problems of one's own", async () => {
  const { problems } = await import("@downhill/problems/registry");
  const { adam } = await import("@downhill/catalog");
  const own = { optimizers: { mine: adam }, problems: { valley: problems.rosenbrock! } };
  const spec: RunSpec = { ...bowl, optimizer: "mine", problem: { name: "valley" } };
  const steps = runWith(spec, own);
  let at = steps.next();
  while (!at.done) at = steps.next();
  expect(at.value.hash).toBe(runToEnd({ ...spec, optimizer: "adam", problem: { name: "rosenbrock" } }).hash);
  expect(() => runWith(bowl, own)).toThrow(
    'run: spec.problem.name: there is no problem "quadratic-1e2" (there are valley)',
  );
  expect(() => runWith({ ...spec, optimizer: "adam" }, own)).toThrow(
    'run: spec.optimizer: there is no optimizer "adam" (there are mine)',
  );
});
