import { expect, test } from "vitest";
import { raceTable, spread } from "./race-table.ts";
import { type Results, type Run, schema } from "./results.ts";
import { widthOf } from "./table.ts";

test.each([
  [
    [3, 1, 2],
    ["2", "1 – 3"],
  ],
  [[4, 4, 4], "4"],
  [
    [1, 3],
    ["2", "1 – 3"],
  ],
  [[7], "7"],
  [[Infinity], "never"],
  [[Infinity, Infinity], "never"],
  [[148, Infinity], "148 or never"],
  [[Infinity, 148], "148 or never"],
  [
    [1, 148, Infinity, Infinity],
    ["148 or never", "1 – never"],
  ],
  [
    [1, 2, 4, Infinity],
    ["3", "1 – never"],
  ],
  [
    [148, Infinity, Infinity],
    ["never", "148 – never"],
  ],
  [
    [148, 150, Infinity],
    ["150", "148 – never"],
  ],
])("the median of %j is %j", (values, cell) => {
  expect(spread(values, 0)).toEqual(cell);
});

const run = (optimizer: string, seed: number, epochsToTarget: number | null): Run => ({
  ...{ optimizer, seed, hyper: { lr: 0.02, decay: 1e-5, eps: 1e-7, beta1: 0.9, beta2: 0.999, weightDecay: 0.01 } },
  ...{ milliseconds: 31, epochsToTarget },
  curve: { epoch: [0, 1], loss: [1.1, 1 + seed / 10], accuracy: [0.3, 0.7 + seed / 10] },
});

const results = (runs: readonly Run[], epochs: number): Results => ({
  ...{ schema, created: "2026-01-02T03:04:05.678Z", target: { accuracy: 0.07 } },
  problem: { name: "spiral", description: "3 classes of 100 points, a dense layer of 64, ReLU, full batch", epochs },
  environment: { node: "v20.19.0", platform: "linux x64" },
  runs: [...runs],
});

test.each([60, 80, 100])("all of it keeps to %d columns", (width) => {
  const runs = ["adam", "schedule-free-adamw"].flatMap((name) => [
    run(name, 0, 1),
    run(name, 1, 1234),
    run(name, 2, null),
  ]);
  const table = raceTable(results(runs, 2000), width);
  expect(widthOf(table)).toBeLessThanOrEqual(width);
  expect(table).toContain("of 3 seeds after 2,000 epochs.");
  for (const word of ["adam", "schedule-free-adamw", "1234", "never", "beta2 0.999", "to 7 %"])
    expect(table.replaceAll(/\s+/g, " ")).toContain(word);
});

test("one seed is a seed, one epoch an epoch", () => {
  expect(raceTable(results([run("adam", 0, 1)], 1), 100)).toContain("of 1 seed after 1 epoch.");
});
