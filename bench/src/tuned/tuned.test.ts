import { expect, test } from "vitest";
import { tunedTable } from "./table.ts";
import { type ContestantName, contestants, mean, rates, train, tune, tuningSeeds } from "./tuned.ts";

const names = Object.keys(contestants) as ContestantName[];
const gradients = 200;

test.each(names)("%s learns, within the gradients that it may have, and the same again", (name) => {
  const run = train(name, 0.1, 0, gradients);
  expect(run.gradients).toBeLessThanOrEqual(gradients);
  expect(run.gradients).toBeGreaterThan(name === "lbfgs" ? gradients / 3 : gradients - 2);
  expect(run.accuracy).toBeGreaterThan(0.5); // of three classes, by chance 0.33
  expect(train(name, 0.1, 0, gradients)).toEqual(run);
});

test("SAM takes two gradients a step, and the seeds differ", () => {
  expect(train("sam", 0.05, 0, 101).gradients).toBe(100);
  expect(train("adam", 0.05, 0, 101).gradients).toBe(101);
  expect(train("adam", 0.05, 0, 101).loss).not.toBe(train("adam", 0.05, 1, 101).loss);
});

test("a run that diverges is no error, and never the best", () => {
  expect(train("lbfgs", 1e6, 0, 60)).toMatchObject({ accuracy: 0, loss: Number.POSITIVE_INFINITY });
});

test("the rate is the best of all on seeds that are not shown", () => {
  const best = tune("adam", 30);
  const accuracies = (rate: number) => mean(tuningSeeds.map((seed) => train("adam", rate, seed, 30).accuracy));
  for (const rate of rates) expect(accuracies(best)).toBeGreaterThanOrEqual(accuracies(rate));
  expect(tuningSeeds.every((seed) => seed >= 100)).toBe(true);
});

test("the table has a column for each seed, and a line for what others have set", () => {
  const runs = [0.9, 1].map((accuracy, seed) => ({ seed, rate: 0.05, gradients: 1000, accuracy, loss: 0.1 }));
  const table = tunedTable([{ name: "muon", runs }], 1001, 200);
  expect(table).toMatch(/│ muon │ 0.05 │ +90.0 │ +100.0 │ +95.0 │ +1,000 │/);
  expect(table).toMatch(/at most 1,001 gradients/);
  expect(table).toMatch(/^muon: nesterov 0, weightDecay 0, adamWeightDecay 0, adamLr 0.5 times the rate/m);
});
