import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/normuon.json" with { type: "json" };
import { expect, test } from "vitest";
import { normuon } from "./index.ts";

conformance(normuon, { moves: "vectors and the like have a rate of their own, adamLr" });
trajectories(normuon, golden);

test("the first step moves each output alike, wherever the outputs lie", () => {
  for (const outputAxis of [0, 1]) {
    const grad = Float64Array.from({ length: 12 }, (_, i) => Math.cos(i * i) * 10 ** (i % 3));
    const w = { value: new Float64Array(12), grad, shape: [4, 3], outputAxis };
    normuon({ w }).step();
    const outputs = w.shape[outputAxis]!;
    const squares = new Float64Array(outputs);
    for (let i = 0; i < 12; i++) squares[outputAxis ? i % 3 : Math.floor(i / 3)]! += w.value[i]! ** 2;
    for (const each of squares) expect(each / squares[0]!).toBeCloseTo(1, 6);
  }
});

test("moves all else as AdamW does", () => {
  const v = { value: Float64Array.of(1, 1), grad: Float64Array.of(3, -5) };
  normuon({ v }, { adamLr: 0.5 }).step();
  expect(v.value[0]).toBeCloseTo(0.5, 8);
  expect(v.value[1]).toBeCloseTo(1.5, 8);
});
