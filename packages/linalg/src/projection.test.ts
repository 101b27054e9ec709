import { expect, test } from "vitest";
import { leaveAcross, moveAcross, scaleInvariantRows } from "./projection.ts";

const tensor = (w: readonly number[], g: readonly number[], shape: readonly number[], outputAxis: number) => ({
  w: Float64Array.from(w),
  g: Float64Array.from(g),
  shape,
  outputAxis,
});

test("rows are the outputs' where all cosines are below δ/√n, else all as one, else none; vectors have none", () => {
  // Cosines of the two outputs: 0.1 and 0.
  const w = [1, 0, 0, 1];
  const g = [0.1, Math.sqrt(0.99), 1, 0];
  const few = tensor(w, g, [2, 2], 0);
  expect(scaleInvariantRows(few, 0.142, 0)).toEqual({ outer: 1, count: 2, inner: 2 });
  // Of all as one it is 0.05, below δ/√4.
  expect(scaleInvariantRows(few, 0.141, 0)).toEqual({ outer: 1, count: 1, inner: 4 });
  expect(scaleInvariantRows(few, 0.1001, 0)).toEqual({ outer: 1, count: 1, inner: 4 });
  expect(scaleInvariantRows(few, 0.0999, 0)).toBeUndefined();
  // Along the last axis the cosines are 0.1 / √1.01 and 0.
  const last = tensor(w, g, [2, 2], 1);
  expect(scaleInvariantRows(last, 0.1408, 0)).toEqual({ outer: 2, count: 2, inner: 1 });
  expect(scaleInvariantRows(last, 0.1407, 0)).toEqual({ outer: 1, count: 1, inner: 4 });
  expect(scaleInvariantRows(tensor(w, g, [4], 0), 9, 0)).toBeUndefined();
  expect(scaleInvariantRows(tensor([], [], [0, 2], 1), 9, 0)).toBeUndefined();
  // Norms count as at least ε.
  expect(scaleInvariantRows(few, 0.0999, 2)).toEqual({ outer: 1, count: 2, inner: 2 });
});

test("what is left is across each row's weights: in place, and as a step", () => {
  const axes: [number, number[][]][] = [
    [
      0,
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    [
      1,
      [
        [0, 3],
        [1, 4],
        [2, 5],
      ],
    ],
  ];
  for (const [outputAxis, rows] of axes) {
    const given = tensor([3, -1, 2, 1, 4, -2], [0, 0, 0, 0, 0, 0], [2, 3], outputAxis);
    const u = Float64Array.of(1, 2, -3, 4, -5, 6);
    const expected = u.slice();
    for (const row of rows) {
      const dot = (x: Float64Array) => row.reduce((sum, k) => sum + given.w[k]! * x[k]!, 0);
      const pull = dot(u) / (Math.sqrt(dot(given.w)) + 0.5) ** 2;
      for (const k of row) expected[k]! -= pull * given.w[k]!;
    }
    const found = scaleInvariantRows(given, 1, 0.5)!;
    const across = u.slice();
    leaveAcross(across, given.w, found, 0.5);
    for (const [k, x] of expected.entries()) expect(across[k]).toBeCloseTo(x, 14);
    const w = given.w.slice();
    scaleInvariantRows(given, 1, 0.5);
    moveAcross(w, { m: u, g: u, stays: 1.5, ahead: -0.5, floor: 0 }, found, { keep: 0.5, alpha: 2, eps: 0.5 });
    for (const [k, x] of expected.entries()) expect(w[k]).toBeCloseTo(0.5 * given.w[k]! - 2 * x, 13);
  }
});
