import { expect, test } from "vitest";
import type { Row } from "./run.ts";
import { mad, median } from "./statistics.ts";
import { productRatios, ratio, speedTables } from "./table.ts";

const step = (subject: string, nsPerParam: number, rest: object = {}): Row => ({
  work: "step",
  optimizer: "adam",
  subject,
  size: 100,
  nsPerParam,
  mad: nsPerParam / 50,
  ...rest,
});

test("median and MAD", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(mad([1, 1, 2, 2, 4, 6, 9])).toBe(1);
  expect(mad([5])).toBe(0);
});

test("a ratio is to downhill at the same work, size and optimizer", () => {
  const train: Row = { work: "train", problem: "seed", optimizer: "adam", subject: "torch", usPerStep: 200, mad: 1 };
  const rows: Row[] = [
    step("downhill", 9, { optimizer: "sgd" }),
    step("downhill", 8, { size: 1000 }),
    { ...train, subject: "downhill", usPerStep: 25 },
    step("downhill", 2),
    step("torch", 3),
    train,
  ];
  expect(rows.map((row) => ratio(row, rows))).toEqual([1, 1, 1, 1, 1.5, 8]);
  expect(ratio(step("torch", 3, { size: 7 }), rows)).toBeUndefined();
});

test("a line says how many times its matrix products a step takes", () => {
  const matrix = { optimizer: "muon", size: 8, matrix: [4, 2] };
  const rows = [step("downhill", 3), step("downhill", 5, matrix), step("products", 4, matrix)];
  expect(productRatios(rows)).toEqual([
    "muon, 4 × 2 matrix: a step takes 1.25 times its matrix products at the engine's rate.",
  ]);
  expect(productRatios(rows.slice(2))).toEqual([]);
});

test("the table has a row for each subject, a column for each optimizer, and says how many times downhill's time", () => {
  const rows = [
    step("downhill", 0.5),
    step("tfjs-wasm", 12.34),
    step("downhill", 1, { optimizer: "sgd" }),
    step("downhill", 20, { size: 1e6 }),
  ];
  expect(speedTables(rows, 100)).toBe(`A step on 100 parameters: ns per parameter
┌───────────┬──────────────────┬──────────────────┐
│           │             adam │              sgd │
├───────────┼──────────────────┼──────────────────┤
│ downhill  │ 0.50  ±2%  1.00× │ 1.00  ±2%  1.00× │
│ tfjs-wasm │ 12.3  ±2%  24.7× │                  │
└───────────┴──────────────────┴──────────────────┘

A step on 1,000,000 parameters: ns per parameter
┌──────────┬──────────────────┐
│          │             adam │
├──────────┼──────────────────┤
│ downhill │ 20.0  ±2%  1.00× │
└──────────┴──────────────────┘`);
});

test.each([60, 80, 100, 200])("many optimizers, long names and large numbers stay within %d columns", (width) => {
  const optimizers = Array.from({ length: 10 }, (_, i) => `optimizer-${i}`);
  const rows = optimizers.flatMap((optimizer) => [
    step("downhill", 0.123, { optimizer }),
    step("downhill-portable", 1234.5, { optimizer, mad: 500 }),
  ]);
  const tables = speedTables(rows, width);
  const widest = Math.max(...tables.split("\n").map((line) => line.length));
  expect(widest).toBeLessThanOrEqual(width);
  expect(widest).toBeGreaterThan(width - 20);
  for (const optimizer of optimizers) expect(tables).toContain(optimizer);
});
