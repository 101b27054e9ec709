import { expectEqual } from "@downhill/config/testing/equal.ts";
import { describe, expect, test } from "vitest";
import golden from "../golden/lapack.json" with { type: "json" };
import { distance, filled, identity, stream, times, transposed } from "../test/numbers.ts";
import { qr, qrIn } from "./qr.ts";
import { workspaces } from "./workspace.ts";

const plain = workspaces(false);

function factors(a: ArrayLike<number>, rows: number, columns: number) {
  const size = Math.min(rows, columns);
  const [q, r] = [new Float64Array(rows * size), new Float64Array(size * columns)];
  qr(q, r, Float64Array.from(a), rows, columns);
  return { q, r, size };
}

function expectFactors(a: ArrayLike<number>, rows: number, columns: number) {
  const { q, r, size } = factors(a, rows, columns);
  expect(distance(times(q, r, rows, size, columns), a)).toBeLessThan(1e-14 * (rows + 4));
  expect(distance(times(transposed(q, rows, size), q, size, rows, size), identity(size))).toBeLessThan(
    1e-14 * (rows + 4),
  );
  const wrong: string[] = [];
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const x = r[i * columns + j]!;
      if (i === j ? !(x >= 0) : !Object.is(x, 0)) wrong.push(`r[${i}][${j}] is ${x}`);
    }
  expect(wrong).toEqual([]);
  return { q, r };
}

describe.each(golden.qr)("$name", ({ name, rows, columns, a, q: theirs, r: expected }) => {
  test("is what LAPACK has, as far as it is determined", () => {
    const { q, r } = expectFactors(a, rows, columns);
    if (/rank|zero/.test(name)) return;
    // As many digits are determined as the condition leaves.
    const tolerance = 1e-14 * (rows + 4) * (/1e10/.test(name) ? 1e10 : 10);
    expect(distance(r, expected)).toBeLessThan(tolerance);
    expect(distance(q, theirs)).toBeLessThan(tolerance);
  });
});

test("any size, with the same bits on both paths", () => {
  const next = stream(5);
  for (let i = 0; i <= 70; i++) {
    const [rows, columns] = i % 2 ? [i, Math.floor(Math.abs(next()) * 71)] : [Math.floor(Math.abs(next()) * 71), i];
    const a = filled(rows * columns, next);
    const { q, r } = expectFactors(a, rows, columns);
    const [plainQ, plainR] = [q.slice().fill(NaN), r.slice().fill(NaN)];
    qrIn(plain, plainQ, plainR, a, rows, columns);
    expectEqual([plainQ, plainR], [q, r], `${rows} × ${columns}`);
  }
});

test("in place, in float32", () => {
  const a = Float32Array.of(3, 1, 4, 2);
  const r = new Float32Array(4);
  qr(a, r, a, 2, 2);
  expect(distance(a, [0.6, -0.8, 0.8, 0.6])).toBeLessThan(1e-7);
  expect(distance(r, [5, 2.2, 0, 0.4])).toBeLessThan(1e-7);
});

test("names what is wrong", () => {
  const a = Float64Array.of(1, 2, 3, NaN, 5, 6);
  const [q, r] = [new Float64Array(6), new Float64Array(4)];
  expect(() => qr(q, r, a, 3, 2)).toThrow("qr: a must be finite, but in row 1, column 1, is NaN");
  expect(() => qr(q, r, a, 2, 3)).toThrow("qr: q must have 2 × 2 = 4 elements, got 6");
  expect(() => qr(q, q.subarray(0, 4), a.fill(1), 3, 2)).toThrow("qr: q and r must not share memory");
});
