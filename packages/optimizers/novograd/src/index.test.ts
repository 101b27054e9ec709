import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/novograd.json" with { type: "json" };
import { expect, test } from "vitest";
import { novograd } from "./index.ts";

conformance(novograd, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(novograd, golden);

test("step 1 has length lr for each tensor, however long it is and whatever its gradient", () => {
  for (const [length, gradient] of [
    [1, 1e-20],
    [7, 3],
    [1000, 1e18],
  ] as const) {
    const w = { value: new Float64Array(length), grad: new Float64Array(length).fill(gradient) };
    novograd({ w }, { lr: 0.1, eps: 0 }).step();
    expect(Math.hypot(...w.value)).toBeCloseTo(0.1, 12);
  }
});

test("without ε, a tensor whose gradients have all been 0 rests, and decays", () => {
  const w = { value: Float32Array.of(2, -4), grad: new Float32Array(2) };
  const optimizer = novograd({ w }, { lr: 0.25, eps: 0, weightDecay: 0 });
  optimizer.step();
  expect([...w.value]).toEqual([2, -4]);
  optimizer.hyper.weightDecay = 1;
  optimizer.step();
  expect([...w.value]).toEqual([1.5, -3]);
});
