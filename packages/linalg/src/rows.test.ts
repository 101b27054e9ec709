import { expect, test } from "vitest";
import { oneRow, rowsOf } from "./rows.ts";

test("element (o·count + r)·inner + i of a tensor is in row r, whatever the axis", () => {
  const shape = [2, 3, 4];
  const index = (k: number) => [Math.floor(k / 12), Math.floor(k / 4) % 3, k % 4];
  for (const axis of shape.keys()) {
    const { outer, count, inner } = rowsOf(shape, axis);
    expect(outer * count * inner).toBe(24);
    for (let k = 0; k < 24; k++) expect(Math.floor(k / inner) % count).toBe(index(k)[axis]);
  }
  expect(oneRow(24)).toEqual({ outer: 1, count: 1, inner: 24 });
});
