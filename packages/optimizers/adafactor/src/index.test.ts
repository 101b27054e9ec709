import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adafactor.json" with { type: "json" };
import { expect, test } from "vitest";
import { adafactor } from "./index.ts";

conformance(adafactor);
trajectories(adafactor, golden);

test("a matrix takes as many numbers as rows and columns, a stack of them those of each, and a vector its own", () => {
  const zeros = (...shape: number[]) => {
    const length = shape.reduce((product, n) => product * n, 1);
    return { value: new Float32Array(length), grad: new Float32Array(length), shape };
  };
  const { parameters } = adafactor({ matrix: zeros(30, 20), stack: zeros(2, 3, 4, 5), vector: zeros(7) }).state();
  const lengths = Object.values(parameters).map((state) => Object.values(state).map((x) => (x as Float32Array).length));
  expect(lengths).toEqual([
    [30, 20, 0],
    [24, 30, 0],
    [0, 0, 7],
  ]);
});

test("where the squares are a product of rows and columns, factors lose nothing: as long as step 1 of plain V", () => {
  const [row, col] = [
    [1, 2, 5],
    [3, 0.5],
  ] as const;
  const matrix = { value: new Float64Array(6), grad: new Float64Array(6), shape: [3, 2] };
  const vector = { value: new Float64Array(6), grad: new Float64Array(6) };
  for (const [i, r] of row.entries())
    for (const [j, c] of col.entries()) for (const { grad } of [matrix, vector]) grad[i * 2 + j] = r * c;
  const optimizer = adafactor({ matrix, vector });
  optimizer.step();
  for (const [i, x] of matrix.value.entries()) expect(x).toBeCloseTo(vector.value[i]!, 15);
  expect(Math.max(...matrix.value)).toBeLessThan(0);
});

test("with ε₁ = 0, and where squares are beyond float32, it neither divides by 0 nor stops for good", () => {
  for (const shape of [[2, 2], [4]]) {
    const w = { value: Float32Array.of(1, -1, 1, -1), grad: new Float32Array(4), shape };
    const optimizer = adafactor({ w }, { eps1: 0 });
    for (const gradient of [0, 1e-30, 1e30, 1e30, 0, 1]) {
      w.grad.fill(gradient);
      optimizer.step();
      expect(w.value.every(Number.isFinite), `${gradient}`).toBe(true);
    }
    optimizer.hyper.lr = 0.1;
    const before = w.value.slice();
    for (let i = 0; i < 5; i++) {
      w.grad.fill(1e19);
      optimizer.step();
    }
    expect(w.value).not.toEqual(before);
  }
});

test("refuses to clip below 1, and averages that grow", () => {
  const w = { value: Float32Array.of(1), grad: Float32Array.of(1) };
  expect(() => adafactor({ w }, { clipThreshold: 0.5 })).toThrow(
    "adafactor: clipThreshold must be at least 1, got 0.5",
  );
  expect(() => adafactor({ w }, { beta2Decay: 0.1 })).toThrow("adafactor: beta2Decay must be at most 0, got 0.1");
});
