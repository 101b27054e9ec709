import { adam, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/lookahead.json" with { type: "json" };
import type { Plugin } from "@downhill/plugin";
import { expect, test } from "vitest";
import { lookahead } from "./index.ts";

conformance(lookahead(sgd), {
  ungrouped: ["resetState"],
  identities: [
    { name: "with α = 1 and k = 1 it is its inner optimizer", hyper: { slowStepSize: 1, syncPeriod: 1 }, with: sgd },
  ],
});
trajectories(lookahead(sgd), golden);

trajectories(lookahead(adam), golden);

test("with α = 1 and k = 1 it is its inner optimizer, to the bit", () => {
  const run = (plugin: Plugin, hyper = {}) => {
    const w = { value: Float32Array.of(1, -2, 3e-7, 0, -1e9), grad: new Float32Array(5) };
    const optimizer = plugin({ w }, { lr: 0.1, ...hyper });
    for (let t = 0; t < 7; t++) {
      w.grad.set(w.value.map((x, i) => x * (i + 1) - t));
      optimizer.step();
    }
    return w.value;
  };
  expect(run(lookahead(adam), { slowStepSize: 1, syncPeriod: 1 })).toEqual(run(adam));
});

test("evaluates at the slow weights, which wait for a synchronisation", () => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
  const optimizer = lookahead(sgd)({ w }, { lr: 0.25, syncPeriod: 2, slowStepSize: 0.5 });
  const seen = [0, 1, 2].map(() => {
    optimizer.step();
    return [w.value[0], optimizer.weights().w![0]];
  });
  expect(seen).toEqual([
    [0.75, 1],
    [0.75, 0.75],
    [0.5, 0.75],
  ]);
});

test("starts the inner optimizer afresh where it is told to, its count of steps too", () => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
  const optimizer = lookahead(adam)({ w }, { syncPeriod: 3, resetState: true });
  const steps = [1, 2, 3, 4].map(() => {
    optimizer.step();
    const { shared, parameters } = optimizer.state();
    return [shared.steps, (parameters.w!.m as Float64Array)[0] !== 0];
  });
  expect(steps).toEqual([
    [1, true],
    [2, true],
    [0, false],
    [1, true],
  ]);
  // torch's first step of Adam goes as far as its rate
  const before = w.value[0]!;
  optimizer.load({
    ...optimizer.state(),
    t: 6,
    shared: { steps: 0 },
    parameters: { w: { m: Float64Array.of(0), v: Float64Array.of(0), slow: Float64Array.of(1) } },
  });
  optimizer.step();
  expect(before - w.value[0]!).toBeCloseTo(optimizer.hyper.lr, 8);
});
