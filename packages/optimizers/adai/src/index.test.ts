import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adai.json" with { type: "json" };
import { expect, test } from "vitest";
import { adai } from "./index.ts";

conformance(adai, {
  hyper: { lr: 0.1 },
  settings: { decoupledWeightDecay: { weightDecay: 0.1 } },
  coupled: "one mean of the second moments for all parameters",
  symmetries: { sign: true },
});
trajectories(adai, golden);

test("step 1 is lr times the gradient, whatever the inertia", () => {
  const w = { value: Float64Array.of(0, 0, 0), grad: Float64Array.of(0.25, -4, 0) };
  adai({ w }, { lr: 0.5 }).step();
  for (const [i, x] of [-0.125, 2, 0].entries()) expect(w.value[i]).toBeCloseTo(x, 14);
});

test("rests while the whole model's gradients have been 0, also with ε = 0, and then begins", () => {
  for (const eps of [1e-3, 0])
    for (const type of [Float32Array, Float64Array]) {
      const w = { value: type.of(3, -1), grad: new type(2) };
      const optimizer = adai({ w }, { lr: 0.1, eps });
      for (let i = 0; i < 3; i++) optimizer.step();
      expect([...w.value]).toEqual([3, -1]);
      w.grad.set([1, 0]);
      optimizer.step();
      expect(w.value[0]).toBeLessThan(3);
      expect(w.value[1]).toBe(-1);
    }
});

test("a square beyond its type's numbers is the largest of them", () => {
  for (const [type, g, largest] of [
    [Float32Array, 1e30, 3.4e38],
    [Float64Array, 1e200, Number.MAX_VALUE],
  ] as const) {
    const w = { value: new type(1), grad: type.of(g) };
    const optimizer = adai({ w }, { beta2: 0.75 });
    optimizer.step();
    const { v } = optimizer.state().parameters.w as { v: Float32Array };
    expect(v[0]! / (largest / 4)).toBeCloseTo(1, 6);
  }
});

test("float32 takes second moments of at most 1e-37 for 0", () => {
  for (const [type, g, share] of [
    [Float32Array, 0.8e-37, 0.001],
    [Float32Array, 1.5e-37, 0.1],
    [Float64Array, 0.8e-37, 0.1],
  ] as const) {
    const w = { value: new type(1), grad: type.of(Math.sqrt(4 * g)) };
    const optimizer = adai({ w }, { beta2: 0.75 });
    optimizer.step();
    expect((optimizer.state().parameters.w as { e: Float32Array }).e[0]).toBeCloseTo(share, 5);
  }
});
