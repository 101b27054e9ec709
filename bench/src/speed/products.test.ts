import { optimizers } from "@downhill/catalog";
import { expect, test } from "vitest";
import { products } from "./products.ts";

/** Multiplications; of a matrix with its own transpose, those that one half of the product takes. */
function multiplications(name: string, rows: number, columns: number): number {
  const counts = products[name]!(rows, columns).map((product) => {
    if (product.length === 4) return product[1] * product[2] * product[3];
    const [kernel, m, n] = product;
    return (m * n * (kernel === "gramRows" ? m : n)) / 2;
  });
  return counts.reduce((sum, each) => sum + each, 0);
}

test("Newton–Schulz takes ½s²l for A, ½s³ for A² and s²l for the last product of each of five iterations", () => {
  for (const [rows, columns] of [
    [6, 4],
    [4, 6],
  ] as const)
    expect(multiplications("muon", rows, columns)).toBe(5 * (1.5 * 4 * 4 * 6 + 0.5 * 4 ** 3));
});

test("the others take what their equations say", () => {
  const [m, n] = [6, 4];
  const grams = (m * m * n + m * n * n) / 2;
  const turn = m * m * n + m * n * n;
  expect(multiplications("shampoo", m, n)).toBe(grams + turn);
  expect(multiplications("splus", m, n)).toBe(grams + 2 * turn);
  expect(multiplications("soap", m, n)).toBe(grams + 3 * turn);
  expect(multiplications("psgd-kron", m, n)).toBe(2 * grams + 3 * turn + m ** 3 + n ** 3);
  for (const name of Object.keys(products)) expect(optimizers).toHaveProperty([name]);
});
