import type { Run } from "@downhill/bench/results";
import { expect, test } from "vitest";
import { median, racers } from "./curves.ts";

const run = (optimizer: string, seed: number, hyper: Record<string, number>): Run => ({
  optimizer,
  seed,
  hyper,
  milliseconds: 1,
  epochsToTarget: null,
  curve: { epoch: [0], loss: [seed], accuracy: [0] },
});

test("the median of each column, seeds as rows", () => {
  expect(
    median([
      [3, 1],
      [1, 5],
      [2, 9],
    ]),
  ).toEqual([2, 5]);
  expect(
    median([
      [1, 10],
      [2, 20],
    ]),
  ).toEqual([1.5, 15]);
  expect(median([[7, 8]])).toEqual([7, 8]);
});

test("what diverged counts as infinite", () => {
  expect(
    median([
      [1, null, null],
      [2, 2, null],
      [3, 3, 3],
    ]),
  ).toEqual([2, 3, null]);
  expect(median([[1], [null]])).toEqual([null]);
});

test("no median where a seed has no value", () => {
  expect(
    median([
      [1, undefined, 3],
      [1, 2, 5],
    ]),
  ).toEqual([1, undefined, 4]);
});

test("seeds of one optimizer are one racer, in the order of the file", () => {
  const found = racers([run("sgd", 0, { lr: 1 }), run("adam", 0, { lr: 2 }), run("sgd", 1, { lr: 1 })]);
  expect(found.map(({ name, runs }) => [name, runs.length])).toEqual([
    ["sgd", 2],
    ["adam", 1],
  ]);
  expect(found[0]!.runs.map(({ loss }) => loss[0])).toEqual([0, 1]);
});

test("one optimizer with other hyperparameters is another racer, named by what differs", () => {
  const found = racers([
    run("sgd", 0, { lr: 1, momentum: 0 }),
    run("sgd", 0, { lr: 1, momentum: 0.9 }),
    run("adam", 0, { lr: 1 }),
  ]);
  expect(found.map(({ name, optimizer }) => [name, optimizer])).toEqual([
    ["sgd momentum 0", "sgd"],
    ["sgd momentum 0.9", "sgd"],
    ["adam", "adam"],
  ]);
});
