import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/sm3.json" with { type: "json" };
import { expect, test } from "vitest";
import { sm3 } from "./index.ts";

conformance(sm3, { symmetries: { sign: true, scale: { eps: 0 } } });
trajectories(sm3, golden);

test("each axis' number is the largest sum of squares in its slices, which bounds those of all elements", () => {
  const shape = [2, 3, 2];
  const w = { value: new Float64Array(12), grad: new Float64Array(12), shape };
  const optimizer = sm3({ w });
  const sums = new Float64Array(12);
  for (let t = 0; t < 5; t++) {
    w.grad.forEach((_, k) => {
      w.grad[k] = ((k * 7 + t * 5) % 11) - 5;
      sums[k]! += w.grad[k]! ** 2;
    });
    optimizer.step();
    const mu = optimizer.state().parameters.w!.mu as Float64Array;
    expect(mu.length).toBe(7);
    for (const [k, sum] of sums.entries()) {
      const least = Math.min(mu[Math.floor(k / 6)]!, mu[2 + (Math.floor(k / 2) % 3)]!, mu[5 + (k % 2)]!);
      expect(least).toBeGreaterThanOrEqual(sum);
    }
    if (t === 0)
      for (const [i, x] of mu.subarray(0, 2).entries()) expect(x).toBe(Math.max(...sums.subarray(6 * i, 6 * i + 6)));
  }
});

test("a vector and a number alone have a sum for each element", () => {
  const [one, three] = [[], [3]].map((shape) => ({
    value: new Float32Array(shape[0] ?? 1),
    grad: new Float32Array(shape[0] ?? 1).fill(2),
    shape,
  }));
  const optimizer = sm3({ one: one!, three: three! });
  optimizer.step();
  optimizer.step();
  expect(optimizer.state().parameters).toMatchObject({
    one: { mu: Float32Array.of(8) },
    three: { mu: Float32Array.of(8, 8, 8) },
  });
});

test("refuses a decay that is none", () => {
  const w = { value: Float32Array.of(1), grad: Float32Array.of(1) };
  expect(() => sm3({ w }, { beta2: 1.5 })).toThrow("sm3: beta2 must be from 0 to 1, got 1.5");
});

test("a sum beyond its type's numbers is the largest of them", () => {
  for (const [type, g, largest] of [
    [Float32Array, 1e30, 3.4e38],
    [Float64Array, 1e200, Number.MAX_VALUE],
  ] as const) {
    const w = { value: new type(1), grad: type.of(g) };
    const optimizer = sm3({ w });
    optimizer.step();
    expect((optimizer.state().parameters.w as { mu: Float32Array }).mu[0]! / largest).toBeCloseTo(1, 6);
  }
});

test("a matrix keeps a number for each row and each column", () => {
  const w = { value: new Float64Array(15), grad: new Float64Array(15), shape: [3, 5] };
  const optimizer = sm3({ w });
  optimizer.step();
  expect((optimizer.state().parameters.w as { mu: Float64Array }).mu.length).toBe(8);
});
