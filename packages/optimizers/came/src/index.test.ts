import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/came.json" with { type: "json" };
import { expect, test } from "vitest";
import { came } from "./index.ts";

conformance(came, { symmetries: { sign: true, scale: { eps1: 0 } } });
trajectories(came, golden);

test("a matrix takes its momentum and twice as many numbers as rows and columns, a stack those of each, a vector two each", () => {
  const zeros = (...shape: number[]) => {
    const length = shape.reduce((product, n) => product * n, 1);
    return { value: new Float32Array(length), grad: new Float32Array(length), shape };
  };
  const { parameters } = came({ matrix: zeros(30, 20), stack: zeros(2, 3, 4, 5), vector: zeros(7) }).state();
  const lengths = Object.values(parameters).map((state) =>
    Object.fromEntries(Object.entries(state).map(([name, x]) => [name, (x as Float32Array).length])),
  );
  expect(lengths).toEqual([
    { m: 600, row: 30, col: 20, offRow: 30, offCol: 20, v: 0 },
    { m: 120, row: 24, col: 30, offRow: 24, offCol: 30, v: 0 },
    { m: 7, row: 0, col: 0, offRow: 0, offCol: 0, v: 7 },
  ]);
});

test("rows whose gradients change their sign step less far than those that agree with the momentum", () => {
  const w = { value: new Float64Array(4), grad: new Float64Array(4), shape: [2, 2] };
  const optimizer = came({ w }, { beta2: 0.9, beta3: 0.9 });
  const far = [0, 0];
  for (let t = 0; t < 60; t++) {
    w.grad.set([1, 1, (-1) ** t, (-1) ** t]);
    const before = w.value.slice();
    optimizer.step();
    if (t > 40) for (const i of [0, 1]) far[i]! += Math.abs(w.value[2 * i]! - before[2 * i]!);
  }
  expect(far[0]).toBeGreaterThan(10 * far[1]!);
});

test("with both ε = 0, and where squares are beyond float32, it neither divides by 0 nor stops for good", () => {
  for (const shape of [[2, 2], [4]]) {
    const w = { value: Float32Array.of(1, -1, 1, -1), grad: new Float32Array(4), shape };
    const optimizer = came({ w }, { eps1: 0, eps2: 0 });
    for (const gradient of [0, 1e-30, 1e30, 1e30, 0, 1]) {
      w.grad.fill(gradient);
      optimizer.step();
      expect(w.value.every(Number.isFinite), `${gradient}`).toBe(true);
    }
    const before = w.value.slice();
    w.grad.fill(1e19);
    optimizer.step();
    expect(w.value).not.toEqual(before);
  }
});

test("without ε₁ a root of 0 counts as 1e-37 in float32", () => {
  const w = { value: new Float32Array(1), grad: Float32Array.of(5e-38) };
  came({ w }, { eps1: 0, lr: 1, beta1: 0 }).step();
  expect(w.value[0]).toBeCloseTo(-0.5, 6);
});

test.each([
  // A gradient of 1e-149, squares averaged to 1e-301: u = 10, which a threshold of 1 clips to 1.
  [100, -5],
  [1, -0.5],
])("and as 1e-150 in float64, of the update and of what it is clipped by: a threshold of %d", (clipThreshold, to) => {
  const w = { value: new Float64Array(1), grad: Float64Array.of(1e-149) };
  came({ w }, { eps1: 0, lr: 1, beta1: 0.5, clipThreshold }).step();
  expect(w.value[0]).toBeCloseTo(to, 12);
});

test("refuses to clip to nothing", () => {
  const w = { value: Float32Array.of(1), grad: Float32Array.of(1) };
  expect(() => came({ w }, { clipThreshold: 0 })).toThrow("came: clipThreshold must be above 0, got 0");
});
