import { expect, test } from "vitest";
import { type RunSpec, run, runToEnd } from "./index.ts";

const spec: RunSpec = { version: 1, problem: { name: "rosenbrock" }, optimizer: "adam", seed: 0, budget: 5 };

const schedule = (given: object) => ({ schedule: given });
const valid = { name: "cosine", options: { tMax: 5 } };

test.each<[object, RegExp]>([
  [{ verison: 1 }, /^run: spec: unknown option "verison"/],
  [{ version: 2 }, /^run: spec.version must be 1, got 2/],
  [{ problem: "rosenbrock" }, /^run: spec.problem must be an object, got "rosenbrock"/],
  [{ problem: { name: "rosenbrok" } }, /^run: spec.problem.name: there is no problem "rosenbrok" \(there are /],
  [{ problem: { name: "rosenbrock", option: {} } }, /^run: spec.problem: unknown option "option"/],
  [
    { problem: { name: "rosenbrock", options: { dimensions: 1 } } },
    /^run: spec.problem: rosenbrock: dimensions must be .*got 1/,
  ],
  [
    { problem: { name: "rosenbrock", options: { kappa: 1 } } },
    /^run: spec.problem: rosenbrock: unknown option "kappa"/,
  ],
  [{ optimizer: "adamm" }, /^run: spec.optimizer: parse: "adamm" is no optimizer/],
  [{ optimizer: "" }, /^run: spec.optimizer must be a name, got ""/],
  [{ hyper: { lrr: 1 } }, /^run: spec.hyper: adam: .*lrr/],
  [{ hyper: { lr: NaN } }, /^run: spec.hyper.lr must be a finite number, got NaN/],
  [{ hyper: { lr: -1 } }, /^run: spec.hyper: adam: .*lr.*-1/],
  [{ hyper: { lr: "0.1" } }, /^run: spec.hyper.lr must be a finite number, got "0.1"/],
  [schedule({ ...valid, name: "cosin" }), /^run: spec.schedule.name must be .*got "cosin"/],
  [schedule({ ...valid, warm: 1 }), /^run: spec.schedule: unknown option "warm"/],
  [schedule({ ...valid, warmup: -1 }), /^run: spec.schedule.warmup must be a whole number ≥ 0, got -1/],
  [schedule({ ...valid, options: {} }), /^run: spec.schedule: cosine: tMax must be a finite number > 0, got undefined/],
  [
    schedule({ ...valid, options: { tMax: 5, lr: 1 } }),
    /^run: spec.schedule: options.lr: the value is that of spec.hyper.lr/,
  ],
  [schedule({ ...valid, options: { tMax: 5, max: 1 } }), /^run: spec.schedule: cosine: unknown option "max"/],
  [schedule({ ...valid, hyper: "rate" }), /^run: spec.schedule: hyper must be a hyperparameter of adam, got "rate"/],
  [{ clip: { norm: 0 } }, /^run: spec.clip.norm must be a finite number > 0, got 0/],
  [{ clip: { norm: 1, value: 1 } }, /^run: spec.clip must be \{ norm \} or \{ value \}/],
  [{ lost: 4 }, /^run: spec.lost must be an object, got 4/],
  [{ lost: { above: 0.5, steps: 9 } }, /^run: spec.lost.above must be a finite number >= 1, got 0.5/],
  [{ lost: { above: 4, steps: 0 } }, /^run: spec.lost.steps must be a positive whole number, got 0/],
  [{ clip: { max: 1 } }, /^run: spec.clip: unknown option "max"/],
  [{ seed: 2 ** 32 }, /^run: spec.seed must be a whole number from 0 to 4294967295, got 4294967296/],
  [{ precision: "float16" }, /^run: spec.precision must be "float32" or "float64", got "float16"/],
  [{ budget: 0 }, /^run: spec.budget must be a positive whole number, got 0/],
  [{ targets: [1, "2"] }, /^run: spec.targets\[1\] must be a finite number, got "2"/],
])("%j is refused", (wrong, message) => {
  expect(() => run({ ...spec, ...wrong } as never)).toThrow(message);
});

test.each<[NonNullable<RunSpec["schedule"]>["name"], Record<string, unknown>]>([
  ["constant", {}],
  ["cosine", { tMax: 5 }],
  ["cosineRestarts", { t0: 2 }],
  ["cyclic", { baseLr: 0, stepSizeUp: 2 }],
  ["exponential", { gamma: 0.9 }],
  ["inverseTimeDecay", { decay: 0.1 }],
  ["linear", { totalIters: 3 }],
  ["multiStep", { milestones: [2, 4] }],
  ["oneCycle", { totalSteps: 5 }],
  ["polynomial", { totalIters: 5, power: 2 }],
  ["step", { stepSize: 2 }],
  ["warmupStableDecay", { warmupSteps: 1, stableSteps: 2, decaySteps: 2 }],
])("a schedule is %s", (name, options) => {
  const constant = runToEnd(spec).hash;
  const { steps, hash } = runToEnd({ ...spec, schedule: { name, options } });
  expect(steps).toBe(5);
  if (name === "constant") expect(hash).toBe(constant);
  else expect(hash).not.toBe(constant);
});

test("a schedule is of the value that the optimizer was given, and warms up", () => {
  const rates: unknown[] = [];
  const scheduled: RunSpec = { ...spec, hyper: { lr: 0.5 }, schedule: { ...valid, name: "cosine", warmup: 2 } };
  for (const { optimizer } of run(scheduled)) rates.push(optimizer.hyper.lr);
  expect(rates.slice(0, 3)).toEqual([0.25, 0.375, 0.5]);
});
