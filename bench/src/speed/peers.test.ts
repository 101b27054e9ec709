import { all, type Name } from "@downhill/catalog";
import type { Plugin } from "@downhill/optimizer";
import { nnfs } from "@downhill/problems";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { hyperFor } from "./job.ts";
import { trainProblems } from "./problems.ts";
import type { Prepared } from "./subjects/prepared.ts";
import { startTfjs, tfjsOptimizer } from "./subjects/tfjs.ts";
import { prepareTfjsStep } from "./subjects/tfjs-step.ts";
import { prepareTfjsTrain } from "./subjects/tfjs-train.ts";

beforeAll(async () => {
  await startTfjs("tfjs-wasm");
});

// Adagrad's sum starts at 0.1 in TensorFlow.js; its RMSProp has ε inside the root.
test.each([
  ["sgd", {}],
  ["adagrad", { initialAccumulatorValue: 0.1 }],
  ["rmsprop", { eps: 0 }],
  ["adam", {}],
] as [Name, object][])(
  "TensorFlow.js's %s moves as the catalog's with the same hyperparameters",
  (name, differences) => {
    const hyper = { ...hyperFor(name, "step"), ...differences };
    const grad = Float32Array.of(0.5, -0.25, 1, -2);
    const value = Float32Array.of(1, 2, -1, 0.5);
    const optimizer = (all[name] as Plugin)({ w: { value, grad } }, hyper);
    const theirs = tfjsOptimizer(name, hyper)!;
    const w = tf.variable(tf.tensor1d(value.slice()));
    for (let t = 0; t < 20; t++) {
      optimizer.step();
      theirs.applyGradients({ [w.name]: tf.tensor1d(grad) });
    }
    for (const [i, x] of w.dataSync().entries()) expect(x).toBeCloseTo(value[i]!, 4);
  },
);

test.each([
  [
    "step",
    () => prepareTfjsStep("tfjs-wasm", { work: "step", optimizer: "adam", hyper: hyperFor("adam", "step"), size: 100 }),
  ],
  [
    "train",
    () =>
      prepareTfjsTrain("tfjs-wasm", {
        work: "train",
        optimizer: "adam",
        hyper: hyperFor("adam", "train"),
        problem: trainProblems[0]!,
      }),
  ],
])("TensorFlow.js keeps nothing of a %s", async (_, prepare) => {
  const before = tf.memory().numTensors;
  const prepared = (await prepare()) as Prepared;
  prepared.step();
  const { numTensors } = tf.memory();
  for (let i = 0; i < 3; i++) prepared.step();
  expect(tf.memory().numTensors).toBe(numTensors);
  prepared.dispose();
  expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
});

test("a problem has the shapes that it is said to have", () => {
  const { model, x, y } = nnfs();
  const { batch, inputs, hidden, outputs } = trainProblems[0]!;
  expect(x.shape).toEqual([batch, inputs]);
  expect(y).toHaveLength(batch);
  expect(model.parameters()["layer2.weights"]!.shape).toEqual([hidden, outputs]);
});
