import { adam } from "@downhill/catalog";
import { expect, expectTypeOf, test } from "vitest";
import { type Checkpoint, type RunResult, type RunSpec, type RunStep, run, runToEnd } from "./index.ts";
import { run as runOwn } from "./run.ts";

const spec: RunSpec = { version: 1, problem: { name: "rosenbrock" }, optimizer: "adam", seed: 0, budget: 2 };

test("types: a spec is JSON, a run an iterator that returns its result", () => {
  expectTypeOf(JSON.parse(JSON.stringify(spec))).toBeAny();
  const steps = run(spec);
  expectTypeOf(steps).toEqualTypeOf<Generator<RunStep, RunResult, void>>();
  expectTypeOf<RunStep["save"]>().returns.toEqualTypeOf<Checkpoint>();
  expectTypeOf(runToEnd(spec)).toEqualTypeOf<RunResult>();
  expectTypeOf<RunResult["diverged"]>().toEqualTypeOf<number | null>();
  expectTypeOf<RunResult["hash"]>().toEqualTypeOf<string>();
});

test("types: what a spec has not, it cannot be given", () => {
  // @ts-expect-error a field that is none
  expect(() => run({ ...spec, epochs: 3 })).toThrow("epochs");
  // @ts-expect-error a schedule that is none
  expect(() => run({ ...spec, schedule: { name: "triangle" } })).toThrow("triangle");
  // @ts-expect-error another version
  expect(() => run({ ...spec, version: 2 })).toThrow("version");
  // @ts-expect-error what the names stand for is missing
  expect(() => runOwn(spec)).toThrow(TypeError);
  expectTypeOf(runOwn).toBeCallableWith(spec, { optimizers: { adam }, problems: {} });
});
