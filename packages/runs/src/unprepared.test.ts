import { expect, test } from "vitest";
import { prepare, type RunSpec, run, runToEnd } from "./index.ts";

// In a process of its own: what another test has prepared would be there.
test.each(["iris", "mnist-perceptron"])("%s lies in an optional package, and is prepared first", async (name) => {
  const spec: RunSpec = { version: 1, problem: { name }, optimizer: "sgd", seed: 0, budget: 20 };
  expect(() => run(spec)).toThrow(`run: spec.problem: ${name}: its data are not loaded: await prepare() first`);
  await prepare(spec);
  expect(runToEnd(spec).steps).toBe(20);
  await expect(prepare({ ...spec, problem: { name: "irish" } })).rejects.toThrow('there is no problem "irish"');
});
