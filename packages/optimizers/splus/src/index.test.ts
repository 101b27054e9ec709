import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/splus.json" with { type: "json" };
import { expect, test } from "vitest";
import { splus } from "./index.ts";

conformance(splus, {
  hyper: { lr: 0.3, nonstandardConstant: 0.1 },
  exceptions: { eps: "elements that are 0 but for rounding get a sign, and ε moves the rounding" },
});
trajectories(splus, golden);

test("its rate is that of its shape, with sides up to maxDim", () => {
  const moved = (shape: number[], maxDim: number) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const w = { value: new Float64Array(length), grad: new Float64Array(length).fill(2), shape };
    splus({ w }, { lr: 1, maxDim, nonstandardConstant: 0.5, weightDecay: 0 }).step();
    return w.value[0];
  };
  expect(moved([4, 6], 6)).toBe(-2 / 10);
  expect(moved([4, 6], 5)).toBe(-0.5);
  for (const shape of [[], [4], [2, 2, 2]]) expect(moved(shape, 64)).toBe(-0.5);
});

test("goes on in the last bases where statistics have overflowed", () => {
  const w = { value: Float32Array.of(1, 2, 3, 4), grad: Float32Array.of(1, 2, 3, 5), shape: [2, 2] };
  const optimizer = splus({ w }, { inverseEvery: 1 });
  optimizer.step();
  const { leftBasis, rightBasis } = optimizer.state().parameters.w!;
  w.grad.fill(1e30);
  for (let t = 0; t < 3; t++) optimizer.step();
  const now = optimizer.state().parameters.w!;
  expect([now.leftBasis, now.rightBasis]).toEqual([leftBasis, rightBasis]);
  expect(w.value.every(Number.isFinite)).toBe(true);
});

test("begins with the axes themselves where the first statistics overflow", () => {
  const w = { value: new Float32Array(6), grad: new Float32Array(6).fill(1e30), shape: [2, 3] };
  const optimizer = splus({ w });
  optimizer.step();
  const { leftBasis, rightBasis } = optimizer.state().parameters.w as Record<string, Float32Array>;
  expect([...leftBasis!]).toEqual([1, 0, 0, 1]);
  expect([...rightBasis!]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test("a row is a matrix, and what is empty has no bases", () => {
  const w = { value: new Float64Array(4), grad: new Float64Array(4).fill(2), shape: [1, 4] };
  splus({ w }, { lr: 1, weightDecay: 0 }).step();
  expect(w.value[0]).toBe(-2 / 5);
  for (const [shape, sizes] of [
    [
      [0, 3],
      [0, 0],
    ],
    [
      [3, 0],
      [0, 0],
    ],
    [
      [1, 1],
      [1, 1],
    ],
  ] as const) {
    const length = shape[0] * shape[1];
    const optimizer = splus({ w: { value: new Float64Array(length), grad: new Float64Array(length), shape } });
    optimizer.step();
    const { left, right } = optimizer.state().parameters.w as Record<string, Float64Array>;
    expect([left!.length, right!.length]).toEqual(sizes);
  }
});
