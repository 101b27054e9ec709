import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adamp.json" with { type: "json" };
import { expect, test } from "vitest";
import { adamp } from "./index.ts";

conformance(adamp, {
  settings: { delta: { delta: 0.9 }, wdRatio: { delta: 0.9, weightDecay: 0.1 } },
  exceptions: { delta: "an output of one weight has a cosine of exactly 1" },
  symmetries: { sign: true },
});
trajectories(adamp, golden);

const axes = { last: [3, 2], first: [2, 3] } as const;

test("of weights orthogonal to their gradients, steps keep each output's direction across the weights", () => {
  for (const [which, shape] of Object.entries(axes)) {
    // Two outputs of three weights each.
    const at = (output: number, i: number) => (which === "last" ? i * 2 + output : output * 3 + i);
    const w = { value: new Float64Array(6), grad: new Float64Array(6), shape, outputAxis: which === "last" ? 1 : 0 };
    for (const [output, weights, gradient] of [
      [0, [1, 2, 2], [2, -1, 0]],
      [1, [-3, 0, 4], [4, 5, 3]],
    ] as const)
      for (let i = 0; i < 3; i++) {
        w.value[at(output, i)] = weights[i]!;
        w.grad[at(output, i)] = gradient[i]!;
      }
    const before = w.value.slice();
    adamp({ w }, { lr: 0.1 }).step();
    for (const output of [0, 1]) {
      let [along, moved] = [0, 0];
      for (let i = 0; i < 3; i++) {
        const k = at(output, i);
        along += before[k]! * (w.value[k]! - before[k]!);
        moved += (w.value[k]! - before[k]!) ** 2;
      }
      expect(along).toBeCloseTo(0, 7);
      expect(moved).toBeGreaterThan(1e-4);
    }
  }
});

test("where a square is too small for its type, nothing moves", () => {
  const w = { value: Float32Array.of(1, 2), grad: Float32Array.of(1e-30, 0) };
  adamp({ w }, { eps: 0, lr: 1 }).step();
  expect([...w.value]).toEqual([1, 2]);
});
