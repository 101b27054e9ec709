import { adam, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/ema.json" with { type: "json" };
import type { Plugin } from "@downhill/plugin";
import { expect, test } from "vitest";
import { ema } from "./index.ts";

conformance(ema(sgd), {
  identities: [
    { name: "training knows nothing of the average", with: sgd },
    { name: "with β = 0 the average is the weights", hyper: { decay: 0 }, with: sgd, weights: true },
  ],
});
trajectories(ema(sgd), golden);

test("with β = 0 the average is the weights, to the bit, and training knows nothing of it", () => {
  const run = (plugin: Plugin, hyper = {}) => {
    const w = { value: Float32Array.of(1, -2, 3e-7, 0, -1e9), grad: new Float32Array(5) };
    const optimizer = plugin({ w }, { lr: 0.1, ...hyper });
    return [1, 2, 3, 4].map((t) => {
      w.grad.set(w.value.map((x, i) => x * (i + 1) - t));
      optimizer.step();
      return [w.value.slice(), optimizer.weights().w!.slice()];
    });
  };
  expect(run(ema(adam), { decay: 0 })).toEqual(run(adam));
  const [values, plain] = [run(ema(adam), { decay: 0.9 }), run(adam)].map((steps) => steps.map(([value]) => value));
  expect(values).toEqual(plain);
});

test("is the weights until it starts, and copies the first that it averages", () => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
  const optimizer = ema(sgd)({ w }, { lr: 0.25, decay: 0.5, startStep: 1 });
  const seen = [0, 1, 2].map(() => {
    optimizer.step();
    return [w.value[0], optimizer.weights().w![0]];
  });
  expect(seen).toEqual([
    [0.75, 0.75],
    [0.5, 0.5],
    [0.25, 0.375],
  ]);
});
