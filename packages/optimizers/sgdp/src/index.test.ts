import { sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/sgdp.json" with { type: "json" };
import { expect, test } from "vitest";
import { sgdp } from "./index.ts";

conformance(sgdp, {
  settings: { delta: { delta: 0.9 }, wdRatio: { delta: 0.9, weightDecay: 0.1 } },
  identities: [
    {
      name: "where no cosine is small enough it is SGD",
      hyper: { delta: 0, momentum: 0.9, lr: 0.01 },
      same: { momentum: 0.9, lr: 0.01 },
      with: sgd,
      tolerance: 1e-12,
    },
  ],
  exceptions: { delta: "an output of one weight has a cosine of exactly 1" },
  symmetries: { sign: true },
});
trajectories(sgdp, golden);

/** Two outputs of three weights each, orthogonal to their gradients; along the last axis and the first. */
const outputs = [
  { weights: [1, 2, 2], gradient: [2, -1, 0] },
  { weights: [-3, 0, 4], gradient: [4, 5, 3] },
];
const orthogonal = [
  { shape: [3, 2], outputAxis: 1, at: (output: number, i: number) => i * 2 + output },
  { shape: [2, 3], outputAxis: 0, at: (output: number, i: number) => output * 3 + i },
].map(({ at, ...facts }) => {
  const w = { value: new Float64Array(6), grad: new Float64Array(6), ...facts };
  for (const [output, { weights, gradient }] of outputs.entries())
    for (let i = 0; i < 3; i++) {
      w.value[at(output, i)] = weights[i]!;
      w.grad[at(output, i)] = gradient[i]!;
    }
  return { w, at };
});

test.each([0, 1])("steps keep each output's direction across its weights, with Nesterov's form %i too", (nesterov) => {
  for (const { w: given, at } of orthogonal) {
    const w = { ...given, value: given.value.slice(), grad: given.grad.slice() };
    const optimizer = sgdp({ w }, { lr: 0.1, momentum: 0.5, nesterov });
    const velocity = () => optimizer.state().parameters.w!.v as Float64Array;
    optimizer.step();
    // Weights as they were, and a velocity that has a part along them.
    w.value.set(given.value);
    optimizer.load({ ...optimizer.state(), parameters: { w: { v: given.value.map((x, i) => 2 * x + w.grad[i]!) } } });
    optimizer.step();
    for (const output of [0, 1]) {
      const along = (x: Float64Array, scale = 1) =>
        [0, 1, 2].reduce((sum, i) => sum + given.value[at(output, i)]! * scale * x[at(output, i)]!, 0);
      const moved = w.value.map((x, i) => x - given.value[i]!);
      expect(along(moved)).toBeCloseTo(0, 7);
      expect(Math.hypot(...[0, 1, 2].map((i) => moved[at(output, i)]!))).toBeGreaterThan(0.1);
      // Without Nesterov the velocity itself has lost the part.
      expect(Math.abs(along(velocity())) < 1e-6).toBe(!nesterov);
    }
  }
});
