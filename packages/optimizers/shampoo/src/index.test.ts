import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/shampoo.json" with { type: "json" };
import { expect, test } from "vitest";
import { axesOf } from "./axes.ts";
import { shampoo } from "./index.ts";

conformance(shampoo, { hyper: { eps: 1e-4 } });
trajectories(shampoo, golden);

test("neighbouring axes are one as long as they are small; what is too long has no matrix", () => {
  const sizes = (shape: number[], merge: boolean, maxDim = 1024) =>
    axesOf(shape, merge, maxDim).axes.map(({ before, size, behind }) => [before, size, behind]);
  expect(sizes([2, 3, 4], false)).toEqual([
    [1, 2, 12],
    [2, 3, 4],
    [6, 4, 1],
  ]);
  expect(sizes([2, 1, 3, 600], true)).toEqual([
    [1, 6, 600],
    [6, 600, 1],
  ]);
  expect(sizes([3000, 4], false)).toEqual([[3000, 4, 1]]);
  expect(sizes([32, 3, 64, 64], true)).toEqual([
    [1, 32, 12288],
    [32, 192, 64],
    [6144, 64, 1],
  ]);
  for (const shape of [[], [1], [1, 1]]) expect(sizes(shape, true)).toEqual([[1, 1, 1]]);
  expect(sizes([0, 3], true)).toEqual([]);
  expect(sizes([], false)).toEqual([]);
  expect(axesOf([3000, 4], false, 1024).order).toBe(2);
});

test("goes on with the last roots where a statistic has overflowed", () => {
  const w = { value: Float32Array.of(1, 2), grad: Float32Array.of(1, 2) };
  const optimizer = shampoo({ w });
  optimizer.step();
  const { roots } = optimizer.state().parameters.w!;
  w.grad.fill(1e30);
  optimizer.step();
  expect(optimizer.state().parameters.w!.roots).toEqual(roots);
  expect(w.value.every(Number.isFinite)).toBe(true);
});

test("what has more elements than the reference merges stays apart, and what has none to be merged with, alone", () => {
  const sizes = (shape: number[]) => axesOf(shape, true, 8192).axes.map(({ size }) => size);
  expect(sizes([205, 5])).toEqual([205, 5]);
  expect(sizes([2048])).toEqual([2048]);
  expect(sizes([3, 2048, 1])).toEqual([3, 2048]);
});

test("keeps a matrix for each axis, and no more", () => {
  const w = { value: new Float64Array(6), grad: new Float64Array(6).fill(1), shape: [2, 3] };
  const optimizer = shampoo({ w }, { mergeDims: 0 });
  optimizer.step();
  expect((optimizer.state().parameters.w as { statistics: Float64Array }).statistics.length).toBe(4 + 9);
});

test("waits for its first roots where nothing is said of a start, and steps as Adam until then", () => {
  const run = (hyper: object) => {
    const w = { value: new Float64Array(6), grad: Float64Array.of(1, -2, 3, 0.5, 4, -1), shape: [2, 3] };
    const optimizer = shampoo({ w }, { preconditionFrequency: 3, graftAdam: 1, ...hyper });
    const seen: number[][] = [];
    for (let t = 0; t < 5; t++) {
      optimizer.step();
      seen.push([...w.value]);
    }
    return seen;
  };
  expect(run({ startPreconditioningStep: -1 })).toEqual(run({ startPreconditioningStep: 3 }));
});

test("without correction of the bias Adam's second moment is as it is", () => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(2) };
  const hyper = {
    graftAdam: 1,
    graftBeta2: 0.75,
    graftEps: 0,
    biasCorrection: 0,
    beta1: 0,
    startPreconditioningStep: 2,
  };
  shampoo({ w }, { ...hyper, lr: 1 }).step();
  expect(w.value[0]).toBeCloseTo(-2, 12); // 2 / √(¼·2²)
});
