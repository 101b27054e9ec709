import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adamuon.json" with { type: "json" };
import { expect, test } from "vitest";
import { adamuon } from "./index.ts";

conformance(adamuon, { moves: "vectors and the like have a rate of their own, adamLr" });
trajectories(adamuon, golden);

test("steps of hidden weights have a root mean square of 0.2 lr, whatever the gradient's size", () => {
  for (const scale of [1e-6, 1, 1e6]) {
    const grad = Float64Array.from({ length: 12 }, (_, i) => scale * Math.cos(i * i));
    const w = { value: new Float64Array(12), grad, shape: [4, 3] };
    const optimizer = adamuon({ w }, { lr: 1 });
    optimizer.step();
    expect(Math.sqrt(w.value.reduce((sum, x) => sum + x * x, 0) / 12)).toBeCloseTo(0.2, 6);
  }
});

test("moves all else as AdamW does", () => {
  const v = { value: Float64Array.of(1, 1), grad: Float64Array.of(3, -5) };
  adamuon({ v }, { adamLr: 0.5, adamWeightDecay: 0 }).step();
  expect(v.value[0]).toBeCloseTo(0.5, 8);
  expect(v.value[1]).toBeCloseTo(1.5, 8);
});
