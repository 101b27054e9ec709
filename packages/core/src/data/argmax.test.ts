import { expect, test } from "vitest";
import { isRowArgmax, rowArgmax } from "./argmax.ts";

test("the largest of a row is the one that it is: of equal ones the first, of NaN the first", () => {
  const values = [-Infinity, 0, -0, 1, Infinity, Number.NaN];
  for (let code = 0; code < 6 ** 3; code++) {
    const row = [code % 6, Math.floor(code / 6) % 6, Math.floor(code / 36)].map((i) => values[i]!);
    const a = Float32Array.of(7, ...row, 7);
    const is = row.map((_, index) => isRowArgmax(a, 1, 3, index));
    expect(is).toEqual(row.map((_, index) => rowArgmax(a, 1, 3) === index));
  }
});
