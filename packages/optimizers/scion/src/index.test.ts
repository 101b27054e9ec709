import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/scion.json" with { type: "json" };
import { expect, test } from "vitest";
import { scion } from "./index.ts";
import { byOutput } from "./lmo.ts";

conformance(scion, { settings: { normalized: { norm: 1 } } });
trajectories(scion, golden);

test("a matrix and its transpose move alike in every norm, each with its outputs where it says", () => {
  const turned = (x: Float64Array) => Float64Array.from(x, (_, i) => x[(i % 4) * 3 + Math.floor(i / 4)]!);
  const grad = Float64Array.from({ length: 12 }, (_, i) => Math.cos(i * i));
  for (const norm of [0, 1, 2, 3])
    for (const normalized of [0, 1]) {
      const last = { value: new Float64Array(12), grad, shape: [4, 3] };
      const first = { value: new Float64Array(12), grad: turned(grad), shape: [3, 4], outputAxis: 0 };
      const optimizer = scion({ last, first }, { norm, normalized });
      for (let t = 0; t < 3; t++) optimizer.step();
      for (const [i, x] of turned(last.value).entries()) expect(first.value[i], `norm ${norm}`).toBeCloseTo(x, 12);
    }
});

test("refuses norms that it does not know", () => {
  const w = { value: new Float64Array(1), grad: new Float64Array(1) };
  expect(() => scion({ w }, { norm: 4 })).toThrow(/norm must be 0, 1, 2 or 3, got 4/);
});

test("without normalising, each output's weights move by a norm of 1", () => {
  const u = Float64Array.of(3, 1, 4, 2, 0, -2);
  const matrix = { outputs: 2, inputs: 3, first: false, kernel: 1, channels: 3 };
  byOutput(u, matrix, 0);
  expect(Math.hypot(u[0]!, u[2]!, u[4]!)).toBeCloseTo(1, 7);
  byOutput(u, matrix, 1);
  expect(Math.hypot(u[1]!, u[3]!, u[5]!)).toBeCloseTo(1 / Math.sqrt(3), 7);
});
