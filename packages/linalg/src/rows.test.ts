import { expect, test } from "vitest";
import { dots, oneRow, rowsOf } from "./rows.ts";

test("products of what lies along each axis, and of all", () => {
  const x = Float32Array.from({ length: 24 }, (_, k) => k - 7);
  const y = Float32Array.from({ length: 24 }, (_, k) => (k % 5) - 2);
  const shape = [2, 3, 4];
  const index = (k: number) => [Math.floor(k / 12), Math.floor(k / 4) % 3, k % 4];
  for (const [axis, count] of shape.entries()) {
    const expected = Array(count).fill(0);
    for (const [k, a] of x.entries()) expected[index(k)[axis]!] += a * y[k]!;
    expect([...dots(new Float64Array(count).fill(9), x, y, rowsOf(shape, axis))]).toEqual(expected);
  }
  expect(dots(new Float64Array(1), x, y, oneRow(24))[0]).toBe(x.reduce((sum, a, k) => sum + a * y[k]!, 0));
});
