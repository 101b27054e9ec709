import { expectEqual } from "@downhill/config/testing/equal.ts";
import { expect, test } from "vitest";
import { stream } from "../test/numbers.ts";
import { columnSums, coverRows, moveScaled, scaledSquares, squareSums, subtractColumns } from "./loops.ts";

/** Of few enough elements for the plain loops, a row at a time; of all of them at once, kernels compute. */
const sizes = [
  [1, 1000],
  [3, 400],
  [5, 331],
  [64, 64],
  [2000, 3],
  [600, 1],
  [2, 9000],
] as const;

const next = stream(7);
const floats = (length: number) => Float32Array.from({ length }, next);
const doubles = (length: number) => Float64Array.from({ length }, () => Math.abs(next()));

/** So few columns at a time, in so few rows, that what is called is the plain loop: the twin whose bits are wanted. */
function bySlices(rows: number, columns: number, act: (row: number, from: number, width: number) => void): void {
  for (let row = 0; row < rows; row++) for (let c = 0; c < columns; c += 500) act(row, c, Math.min(500, columns - c));
}

test.each(sizes)("of %d × %d, the kernels' bits are the plain loops'", (rows, columns) => {
  const sides = { rows, columns };
  const x = floats(rows * columns);
  const w = floats(rows * columns);
  const factors = { byRow: doubles(rows), byColumn: doubles(columns) };
  const slice = (row: number, from: number, width: number) => ({
    sides: { rows: 1, columns: width },
    of: (a: Float32Array) => a.subarray(row * columns + from, row * columns + from + width),
    own: (a: typeof factors) => ({
      byRow: a.byRow.subarray(row, row + 1),
      byColumn: a.byColumn.subarray(from, from + width),
    }),
  });
  const copy = ({ byRow, byColumn }: typeof factors) => ({ byRow: byRow.slice(), byColumn: byColumn.slice() });

  const [sums, expectedSums] = [doubles(columns), new Float64Array(columns)];
  expectedSums.set(sums);
  columnSums(sums, x, sides);
  bySlices(rows, columns, (row, from, width) => {
    const { sides, of } = slice(row, from, width);
    columnSums(expectedSums.subarray(from, from + width), of(x), sides);
  });
  expectEqual(sums, expectedSums);

  const [centered, expectedCentered] = [x.slice(), x.slice()];
  subtractColumns(centered, sums, sides);
  bySlices(rows, columns, (row, from, width) => {
    const { sides: own, of } = slice(row, from, width);
    subtractColumns(of(expectedCentered), sums.subarray(from, from + width), own);
  });
  expectEqual(centered, expectedCentered);

  const [squares, expectedSquares] = [copy(factors), copy(factors)];
  squareSums(squares, x, sides);
  bySlices(rows, columns, (row, from, width) => {
    const { sides: own, of, own: part } = slice(row, from, width);
    squareSums(part(expectedSquares), of(x), own);
  });
  expectEqual(squares, expectedSquares);

  let sum = 0.25;
  bySlices(rows, columns, (row, from, width) => {
    const { sides: own, of, own: part } = slice(row, from, width);
    sum = scaledSquares(sum, of(x), part(factors), 0.3, own);
  });
  expect(scaledSquares(0.25, x, factors, 0.3, sides)).toBe(sum);

  const [moved, expectedMoved] = [w.slice(), w.slice()];
  moveScaled(moved, x, factors, 0.3, 0.9, 0.1, sides);
  bySlices(rows, columns, (row, from, width) => {
    const { sides: own, of, own: part } = slice(row, from, width);
    moveScaled(of(expectedMoved), of(x), part(factors), 0.3, 0.9, 0.1, own);
  });
  expectEqual(moved, expectedMoved);

  const cover = { momentum: 0.9, eps: 1e-8, beta2: 0.5, fresh: 0.5, largest: 0.7 };
  for (let i = 0; i < x.length; i += 5) x[i] = 0;
  for (let i = 0; i < rows; i += 3) factors.byRow[i] = 0;
  const [most, expectedMost, m, expectedM] = [copy(factors), copy(factors), w.slice(), w.slice()];
  most.byRow.fill(0);
  expectedMost.byRow.fill(0);
  coverRows(x, m, factors, most, cover, sides);
  bySlices(rows, columns, (row, from, width) => {
    const { sides: own, of, own: part } = slice(row, from, width);
    coverRows(of(x), of(expectedM), part(factors), part(expectedMost), cover, own);
  });
  expectEqual(m, expectedM);
  expectEqual(most, expectedMost);
});

test("what they compute is what they say", () => {
  const x = Float64Array.of(1, 2, 3, 4, 5, 6);
  const sides = { rows: 2, columns: 3 };
  const sums = new Float64Array(3);
  columnSums(sums, x, sides);
  expect(sums).toEqual(Float64Array.of(5, 7, 9));
  const squares = { byRow: Float64Array.of(0, 1), byColumn: new Float64Array(3) };
  squareSums(squares, x, sides);
  expect(squares).toEqual({ byRow: Float64Array.of(14, 78), byColumn: Float64Array.of(17, 29, 45) });
  const factors = { byRow: Float64Array.of(1, 2), byColumn: Float64Array.of(1, 2, 3) };
  // u = 1, 4, 9, 8, 20, 24: the last is cut down from 36.
  expect(scaledSquares(1, x, factors, 4, sides)).toBe(1 + 1 + 16 + 81 + 64 + 400 + 576);
  const w = new Float64Array(6).fill(10);
  moveScaled(w, x, factors, 4, 0.5, 2, sides);
  expect(w).toEqual(Float64Array.of(3, -3, -13, -11, -35, -43));
  subtractColumns(x, sums, sides);
  expect(x).toEqual(Float64Array.of(-4, -5, -6, -1, -2, -3));
  const next = { byRow: new Float64Array(2), byColumn: Float64Array.of(0, 100, 0) };
  const m = new Float64Array(6).fill(8);
  const cover = { momentum: 0.5, eps: 0, beta2: 1, fresh: 1, largest: 12 };
  coverRows(
    Float64Array.of(0, 1, 2, 3, -2, 5),
    m,
    { byRow: Float64Array.of(0, 3), byColumn: Float64Array.of(7, 0, 0) },
    next,
    cover,
    sides,
  );
  // ν = 0, 1, 4, 12 (cut down from 3 + 9), 4, 12.
  expect(next).toEqual({ byRow: Float64Array.of(4, 12), byColumn: Float64Array.of(12, 100, 12) });
  expect([...m.slice(0, 3), m[4]]).toEqual([4, 4.5, 4.5, 3.5]);
  expect(m[3]).toBeCloseTo(4 + 1.5 / Math.sqrt(12), 14);
});
