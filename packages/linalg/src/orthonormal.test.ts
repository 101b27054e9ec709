import { expectEqual } from "@downhill/config/testing/equal.ts";
import { expect, test } from "vitest";
import { distance, filled, identity, stream, times, transposed } from "../test/numbers.ts";
import { orthonormalRows, orthonormalRowsIn } from "./orthonormal.ts";
import { qr } from "./qr.ts";
import { workspaces } from "./workspace.ts";

const plain = workspaces(false);

test("is Q of the transpose, any size, with the same bits on both paths", () => {
  const next = stream(3);
  for (const [rows, columns] of [
    [0, 0],
    [1, 1],
    [1, 9],
    [7, 7],
    [31, 40],
    [32, 32],
    [33, 70],
    [65, 65],
    [100, 300],
  ] as const) {
    const a = filled(rows * columns, next);
    const q = Float64Array.from(a);
    orthonormalRows(q, rows, columns);
    const across = transposed(q, rows, columns);
    expect(distance(times(q, across, rows, columns, rows), identity(rows))).toBeLessThan(1e-13);
    const [expected, r] = [new Float64Array(columns * rows), new Float64Array(rows * rows)];
    qr(expected, r, Float64Array.from(transposed(a, rows, columns)), columns, rows);
    expect(distance(across, expected), `${rows} × ${columns}`).toBeLessThan(1e-10);
    const other = Float64Array.from(a);
    orthonormalRowsIn(plain, other, rows, columns);
    expectEqual(other, q);
  }
});

test("names what is wrong", () => {
  const q = Float64Array.of(1, 2, 3, 4);
  expect(() => orthonormalRows(q, 4, 1)).toThrow("orthonormalRows: rows must be at most columns, 1, got 4");
  expect(() => orthonormalRows(Float32Array.of(1, 2) as never, 1, 2)).toThrow(
    "orthonormalRows: q must be a Float64Array",
  );
  expect(() => orthonormalRows(Float64Array.of(1, NaN), 1, 2)).toThrow("NaN");
  expect(() => orthonormalRows(q, 1, 3)).toThrow("orthonormalRows: q");
});
