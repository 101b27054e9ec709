import { expectEqual } from "@downhill/config/testing/equal.ts";
import { expect, test } from "vitest";
import { stream } from "../test/numbers.ts";
import { dots, moveAcross, pulls } from "./across.ts";

const next = stream(5);
const floats = (length: number) => Float32Array.from({ length }, next);

/** A row of up to 500 at a time is so little that what is called is the plain loop: the twin whose bits are wanted. */
function bySlices(rows: number, columns: number, act: (row: number, from: number, width: number) => void): void {
  for (let row = 0; row < rows; row++) for (let c = 0; c < columns; c += 500) act(row, c, Math.min(500, columns - c));
}

const cases = [
  [3, 400],
  [5, 331],
  [700, 3],
  [600, 1],
  [2, 9001],
].flatMap(([rows, columns]) => [true, false].map((perRow) => [rows!, columns!, perRow] as const));

test.each(cases)("of %d × %d, by rows: %s, the kernels' bits are the plain loops'", (rows, columns, perRow) => {
  const lines = { rows, columns, perRow };
  const count = perRow ? rows : columns;
  const numbers = () => Float64Array.from({ length: count }, next);
  const w = floats(rows * columns);
  const u = {
    g: floats(w.length),
    m: floats(w.length),
    v: floats(w.length).map((x, i) => (i % 7 === 0 ? 0 : x * x)),
    ...{ stays: 0.9, ahead: 0.1, floor: 0 },
  };
  const slice = (row: number, from: number, width: number) => {
    const of = (a: Float32Array) => a.subarray(row * columns + from, row * columns + from + width);
    const own = (a: Float64Array) => (perRow ? a.subarray(row, row + 1) : a.subarray(from, from + width));
    const { g, m, v } = u;
    return { of, own, u: { ...u, g: of(g), m: of(m), v: of(v) }, lines: { rows: 1, columns: width, perRow } };
  };

  const sums = { xy: numbers(), xx: numbers(), yy: numbers() };
  const expected = { xy: sums.xy.slice(), xx: sums.xx.slice(), yy: sums.yy.slice() };
  dots(sums, w, u.g, lines);
  bySlices(rows, columns, (...at) => {
    const { of, own, lines } = slice(...at);
    const { xy, xx, yy } = expected;
    dots({ xy: own(xy), xx: own(xx), yy: own(yy) }, of(w), of(u.g), lines);
  });
  expectEqual(sums, expected);

  const [pulled, expectedPulls] = [sums.xy.slice(), sums.xy.slice()];
  pulls(pulled, w, u, lines);
  bySlices(rows, columns, (...at) => {
    const { of, own, u, lines } = slice(...at);
    pulls(own(expectedPulls), of(w), u, lines);
  });
  expectEqual(pulled, expectedPulls);

  const [moved, expectedMoved] = [w.slice(), w.slice()];
  const rate = { keep: 0.99, alpha: 0.1 };
  moveAcross(moved, u, pulled, rate, lines);
  bySlices(rows, columns, (...at) => {
    const { of, own, u, lines } = slice(...at);
    moveAcross(of(expectedMoved), u, own(pulled), rate, lines);
  });
  expectEqual(moved, expectedMoved);
});

test("what they compute is what they say", () => {
  const w = Float64Array.of(1, 2, 3, 4);
  const u = { g: Float64Array.of(2, 0, 2, 4), m: Float64Array.of(4, 4, 4, 4), v: Float64Array.of(4, 4, 0, 16) };
  const direction = { ...u, stays: 0.5, ahead: 1, floor: 0 };
  // u = 2, 1, 0, 1.5
  const rows = new Float64Array(2);
  pulls(rows, w, direction, { rows: 2, columns: 2, perRow: true });
  expect(rows).toEqual(Float64Array.of(4, 6));
  const columns = new Float64Array(2);
  pulls(columns, w, direction, { rows: 2, columns: 2, perRow: false });
  expect(columns).toEqual(Float64Array.of(2, 8));
  const sums = { xy: new Float64Array(2), xx: new Float64Array(2), yy: Float64Array.of(1, 0) };
  dots(sums, w, u.g, { rows: 2, columns: 2, perRow: true });
  expect(sums).toEqual({ xy: Float64Array.of(2, 22), xx: Float64Array.of(5, 25), yy: Float64Array.of(5, 20) });
  moveAcross(w, direction, Float64Array.of(1, 0.5), { keep: 1, alpha: 2 }, { rows: 2, columns: 2, perRow: true });
  expect(w).toEqual(Float64Array.of(-1, 4, 6, 5));
});
