import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/lamb.json" with { type: "json" };
import { expect, test } from "vitest";
import { lamb } from "./index.ts";

conformance(lamb, {
  symmetries: { sign: true, scale: { eps: 0 } },
  exceptions: { lr: "the first step takes a weight that is alone to exactly 0, where the ratio is another" },
});
trajectories(lamb, golden);

test("each step is lr times as long as its tensor's weights, whatever the gradients' size, until those are 0", () => {
  for (const size of [1e-20, 1, 1e15]) {
    const w = { value: Float64Array.of(3, -4), grad: Float64Array.of(size, 2 * size) };
    lamb({ w }, { lr: 0.1, weightDecay: 0.3, eps: 1e-30 }).step();
    expect(Math.hypot(w.value[0]! - 3, w.value[1]! + 4)).toBeCloseTo(0.5, 12);
  }
  const w = { value: Float64Array.of(3, -4), grad: Float64Array.of(0, 0) };
  lamb({ w }).step();
  expect([...w.value]).toEqual([3, -4]);
});

test("without ε, an element whose gradients have all been 0 only decays, and the others go on", () => {
  for (const type of [Float32Array, Float64Array]) {
    const w = { value: type.of(4, 3), grad: type.of(0, 1) };
    const optimizer = lamb({ w }, { lr: 0.1, eps: 0 });
    optimizer.step();
    expect([...w.value]).toEqual([4, type.of(3 - 0.5)[0]]);
    optimizer.hyper.weightDecay = 1;
    optimizer.step();
    expect(w.value[0]).toBeLessThan(4);
    expect(w.value[0]).toBeGreaterThan(3);
  }
});
