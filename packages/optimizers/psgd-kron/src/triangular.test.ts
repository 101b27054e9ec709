import { matmulNN, matmulTN } from "@downhill/linalg";
import { expect, test } from "vitest";
import { transpose, triangularProduct, triangularSolve } from "./triangular.ts";

/** Upper triangular, with a diagonal that divides well. */
const upper = (n: number) =>
  Float32Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return i === j ? 2 + (i % 3) : i < j ? ((7 * i + 5 * j) % 11) / (11 * n) : 0;
  });
const matrix = (length: number) => Float32Array.from({ length }, (_, k) => ((k * 37) % 101) / 50 - 1);

test.each([1, 5, 128, 131, 300])("of %d rows, products have the bits of those with the zeros", (n) => {
  const [q, x, columns] = [upper(n), matrix(3 * n), 3];
  const [out, expected, panel] = [new Float32Array(3 * n), new Float32Array(3 * n), new Float32Array(n * n)];
  matmulNN(expected, q, x, n, n, columns);
  triangularProduct(out, q, x, n, columns, false, panel);
  expect(out).toEqual(expected);
  matmulTN(expected, q, x, n, n, columns);
  triangularProduct(out, q, x, n, columns, true, panel);
  expect(out).toEqual(expected);
  matmulNN(expected, q, x, n, n, columns);
  triangularProduct(out, q, x, n, columns, false, q);
  expect(out).toEqual(expected);
});

test.each([1, 31, 32, 33, 100])("of %d rows, Qᵀ times the solution is what it was", (n) => {
  const [q, x, columns] = [Float64Array.from(upper(n)), Float64Array.from(matrix(4 * n)), 4];
  const solution = x.slice();
  triangularSolve(solution, q, n, columns, new Float64Array(4 * n), new Float64Array(n * n));
  const back = new Float64Array(4 * n);
  matmulTN(back, q, solution, n, n, columns);
  for (let i = 0; i < back.length; i++) expect(back[i]).toBeCloseTo(x[i]!, 13);
});

test("a matrix is transposed, of any sides", () => {
  for (const [rows, columns] of [
    [1, 3],
    [17, 40],
    [32, 16],
  ] as const) {
    const out = new Float32Array(rows * columns);
    transpose(out, matrix(rows * columns), rows, columns);
    const expected = out.map((_, k) => matrix(rows * columns)[(k % rows) * columns + Math.floor(k / rows)]!);
    expect(out).toEqual(expected);
  }
});
