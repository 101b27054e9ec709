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

test("what is left is across each row's weights, whichever axis they lie along: in place, and as a step", () => {
  const shape = [2, 3, 2];
  const rowsAlong = [(k: number) => Math.floor(k / 6), (k: number) => Math.floor(k / 2) % 3, (k: number) => k % 2];
  const values = [3, -1, 2, 1, 4, -2, 0.5, -3, 1, 2, -1, 5];
  const u = Float64Array.of(1, 2, -3, 4, -5, 6, 0.5, -2, 3, 1, 1, -1);
  const g = Float64Array.of(2, 0, -1, 1, 3, 2, -2, 1, 0.5, -3, 4, 1);
  const v = Float64Array.from(values, (_, k) => (k % 5) ** 2);
  for (const [outputAxis, rowOf] of rowsAlong.entries()) {
    const w = Float64Array.from(values);
    /** What of x is across the weights of its row, whose norm counts 0.5 more. */
    const across = (x: Float64Array) =>
      x.map((xk, k) => {
        let [dot, square] = [0, 0];
        for (let i = 0; i < 12; i++)
          if (rowOf(i) === rowOf(k)) {
            dot += w[i]! * x[i]!;
            square += w[i]! ** 2;
          }
        return xk - (dot / (Math.sqrt(square) + 0.5) ** 2) * w[k]!;
      });
    const near = (numbers: Float64Array) => [...numbers].map((x) => expect.closeTo(x, 12));
    const rows = () => scaleInvariantRows({ w, g: new Float64Array(12), shape, outputAxis }, 1, 0.5)!;
    const left = u.slice();
    leaveAcross(left, w, rows(), 0.5);
    expect([...left]).toEqual(near(across(u)));

    const direction = u.map((x, k) => 1.5 * x - 0.5 * g[k]!);
    for (const [each, by] of [
      [{ floor: 0 }, direction],
      [{ floor: 0.25, v }, direction.map((x, k) => x / ((k % 5) + 0.25))],
      // Nowhere by what is 0.
      [{ floor: 0, v }, direction.map((x, k) => (k % 5 ? x / (k % 5) : 0))],
    ] as const) {
      const moved = w.slice();
      const found = rows();
      moveAcross(moved, { m: u, g, stays: 1.5, ahead: -0.5, ...each }, found, { keep: 0.5, alpha: 2, eps: 0.5 });
      expect([...moved]).toEqual(near(across(by).map((x, k) => 0.5 * w[k]! - 2 * x)));
    }
  }
});

test("whether weights and gradient are orthogonal is asked of all of a row, along an axis in the middle too", () => {
  // Of three rows of four elements, in two pieces each, the parts of whose products cancel or add up.
  const ones = new Array<number>(12).fill(1);
  const g = [1, 1, 1, -1, 2, -2, -1, -1, 1, -1, -2, 2];
  const rows = (of: readonly number[]) => scaleInvariantRows(tensor(ones, of, [2, 3, 2], 1), 0.1, 0);
  expect(rows(g)).toEqual({ outer: 2, count: 3, inner: 2 });
  // The first row's cosine is then 1 / √12, and that of all as one 1 / √276.
  expect(rows([...g.slice(0, 7), 0, ...g.slice(8)])).toBeUndefined();
});
