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
