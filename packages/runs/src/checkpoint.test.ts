import { expectEqual } from "@downhill/config/testing/equal.ts";
import { expect, test } from "vitest";
import { type Checkpoint, type RunSpec, run, runToEnd } from "./index.ts";

const spec = (fields: Partial<RunSpec>): RunSpec => ({
  ...{ version: 1, problem: { name: "moons" }, optimizer: "adam", seed: 3, budget: 60 },
  ...fields,
});

const specs: readonly RunSpec[] = [
  spec({}), // twelve batches an epoch
  spec({ problem: { name: "spiral" }, precision: "float64" }),
  spec({ schedule: { name: "cosine", options: { tMax: 50 }, warmup: 10 }, clip: { norm: 0.5 } }),
  spec({ optimizer: "lookahead(sam(sgd))", hyper: { lr: 0.1, momentum: 0.9, syncPeriod: 4 } }),
  spec({ optimizer: "schedule-free-adamw" }),
  spec({ optimizer: "sophia" }), // draws
  spec({ problem: { name: "rosenbrock" }, optimizer: "lbfgs" }),
  spec({ problem: { name: "noisy-quadratic" }, optimizer: "muon", targets: [1e9, 1e-9] }),
  spec({ problem: { name: "rosenbrock" }, optimizer: "sgd", hyper: { lr: 0.01 } }), // diverges
];

/** What was saved after so many steps, with the hash there. */
function* saved(given: RunSpec): Generator<[Checkpoint, string]> {
  for (const step of run(given)) yield [step.save(), step.hash()];
}

test.each(specs.map((each) => [JSON.stringify(each), each]))("%s goes on from any step to the bit", (_, given) => {
  const result = runToEnd(given);
  const checkpoints = [...saved(given)];
  expect(new Set(checkpoints.map(([, hash]) => hash)).size).toBeGreaterThan(1);
  for (const at of [0, 1, 7, 11, 12, 13, 29].filter((step) => step < checkpoints.length).reverse()) {
    const [from] = structuredClone(checkpoints[at]!);
    const steps = run(given, from);
    let next = steps.next();
    for (let i = at; !next.done; i++) {
      if (next.value.step !== i) expect(next.value.step).toBe(i);
      // What has parted stays apart: the result has the last hash.
      if (i < at + 4) expect(next.value.hash()).toBe(checkpoints[i]![1]);
      next = steps.next();
    }
    expectEqual(next.value, result);
  }
});

test("the hash of the last step is the result's, and a checkpoint outlives what was trained on", () => {
  const given = spec({});
  const steps = run(given);
  const first = steps.next();
  if (first.done) throw new Error("a run has a first step");
  const start = first.value.save();
  const [before, hash] = [structuredClone(start), first.value.hash()];
  let last = first.value;
  for (let next = steps.next(); !next.done; next = steps.next()) last = next.value;
  expect(last.hash()).toBe(runToEnd(given).hash);
  expect(start).toEqual(before);
  expect(run(given, start).next().value).toMatchObject({ step: 0, evaluations: 0 });
  expect(hash).not.toBe(last.hash());
});

test("what was saved of another optimizer is refused", () => {
  const first = run(spec({})).next();
  if (first.done) throw new Error("a run has a first step");
  const from = first.value.save();
  expect(() => run(spec({ optimizer: "sgd" }), from).next()).toThrow(/sgd.*adam/);
});
