import { expect, test } from "vitest";
import { addSquares, factor, move, squares, zeroLines } from "./factored.ts";

/** Two matrices of 3 × 2, the elements of each a product of one number a row and one a column. */
const ofRow = [1, 2, 5, 3, 1, 0.5];
const ofCol = [3, 0.5, 1, 4];
const shape = [2, 3, 2];
const product = () =>
  Float64Array.from({ length: 12 }, (_, k) => ofRow[k >> 1]! * ofCol[2 * Math.floor(k / 6) + (k % 2)]!);
const meansOf = () => ({ row: new Float64Array(6), col: new Float64Array(4), shape });
const average = { fresh: 1, eps: 0, least: 0, largest: 1e300, most: 1e150 };

test("means are those of each matrix' rows and columns, and of a product of them the factors lose nothing", () => {
  const linesOf = zeroLines();
  const x = product();
  for (let time = 0; time < 2; time++) {
    const means = meansOf();
    const sums = linesOf(means);
    addSquares(sums, x);
    const factors = factor(sums, means, average);
    expect(means.row[0]).toBeCloseTo((3 ** 2 + 0.5 ** 2) / 2, 14);
    expect(means.col[3]).toBeCloseTo((4 ** 2 * (3 ** 2 + 1 + 0.5 ** 2)) / 3, 14);
    expect(squares(x, factors)).toBeCloseTo(12, 13);
    const w = new Float64Array(12).fill(4);
    move(w, x, factors, { keep: 0.5, alpha: 3 });
    for (const y of w) expect(y).toBeCloseTo(-1, 14);
  }
});

test("means move by the share of the new, ε added to that, and stay below the largest", () => {
  const means = meansOf();
  means.row.fill(8);
  means.col.fill(8);
  const sums = zeroLines()(means);
  addSquares(sums, new Float64Array(12).fill(2));
  factor(sums, means, { ...average, fresh: 0.25, eps: 1 });
  expect([...means.row, ...means.col]).toEqual(Array(10).fill(0.75 * 8 + 0.25 * (4 + 1)));
  const more = zeroLines()(means);
  addSquares(more, new Float64Array(12).fill(1e200));
  factor(more, means, { ...average, largest: 20 });
  expect([...means.row, ...means.col]).toEqual(Array(10).fill(20));
});

test("where there have only been zeros the factor is the most that it may be; a least mean of rows is in their place", () => {
  const means = meansOf();
  const factors = factor(zeroLines()(means), means, { ...average, most: 10 });
  expect(squares(new Float64Array(12).fill(2), factors)).toBe(12 * 20 ** 2);
  const ones = { ...meansOf() };
  const sums = zeroLines()(ones);
  addSquares(sums, new Float64Array(12).fill(1));
  expect(squares(new Float64Array(12).fill(1), factor(sums, ones, { ...average, least: 9 }))).toBeCloseTo(12 * 9, 12);
});
