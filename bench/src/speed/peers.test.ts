import { type Name, optimizers } from "@downhill/catalog";
import type { Plugin } from "@downhill/plugin";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { hyperFor } from "./job.ts";
import { makeProblem, type NetworkShape, networkShape, trainProblems } from "./problems.ts";
import type { Prepared } from "./subjects/prepared.ts";
import { startTfjs, tfjsOptimizer } from "./subjects/tfjs.ts";
import { addFilterGradient } from "./subjects/tfjs-filter-gradient.ts";
import { tfjsNetwork } from "./subjects/tfjs-network.ts";
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
    const optimizer = (optimizers[name] as Plugin)({ w: { value, grad } }, hyper);
    const theirs = tfjsOptimizer(name, hyper)!;
    const w = tf.variable(tf.tensor1d(value.slice()));
    for (let t = 0; t < 20; t++) {
      optimizer.step();
      theirs.applyGradients({ [w.name]: tf.tensor1d(grad) });
    }
    for (const [i, x] of w.dataSync().entries()) expect(x).toBeCloseTo(value[i]!, 4);
  },
);

const thorough = Boolean(process.env.DOWNHILL_THOROUGH);
const problems = trainProblems.map((problem): [string, NetworkShape] => [problem.name, networkShape(problem)]);
/** A perceptron that is only larger than another is not trained every day. */
const trained = problems.filter(([name]) => thorough || name !== "mlp-512");

test.each<[string, () => ReturnType<typeof prepareTfjsStep>]>([
  [
    "a step",
    () => prepareTfjsStep("tfjs-wasm", { work: "step", optimizer: "adam", hyper: hyperFor("adam", "step"), size: 100 }),
  ],
  ...trained.map(([name, problem]): [string, () => ReturnType<typeof prepareTfjsTrain>] => [
    `training ${name}`,
    () =>
      prepareTfjsTrain("tfjs-wasm", { work: "train", optimizer: "adam", hyper: hyperFor("adam", "train"), problem }),
  ]),
])("TensorFlow.js keeps nothing of %s", async (_, prepare) => {
  const before = tf.memory().numTensors;
  const prepared = (await prepare()) as Prepared;
  prepared.step();
  const { numTensors } = tf.memory();
  for (let i = 0; i < 3; i++) prepared.step();
  expect(tf.memory().numTensors).toBe(numTensors);
  prepared.dispose();
  expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
});

test.each(trained)("TensorFlow.js computes what the model of %s computes, from the same weights", (_, problem) => {
  const { model, x } = makeProblem(problem, "float32");
  const ours = model.forward(x).data;
  const network = tfjsNetwork(problem);
  const theirs = tf.tidy(() => network.logits(network.x).dataSync());
  network.dispose();
  expect(theirs).toHaveLength(ours.length);
  for (const [i, value] of theirs.entries()) expect(value).toBeCloseTo(ours[i]!, 4);
});

test("the gradient of a filter that TensorFlow.js's wasm backend gets is its cpu backend's", async () => {
  addFilterGradient();
  const gradient = async (backend: string) => {
    await startTfjs(backend);
    return tf.tidy(() => {
      const x = tf.tensor4d(
        Array.from({ length: 2 * 7 * 6 * 3 }, (_, i) => Math.sin(i)),
        [2, 7, 6, 3],
      );
      const filter = tf.tensor4d(
        Array.from({ length: 3 * 2 * 3 * 4 }, (_, i) => Math.cos(i)),
        [3, 2, 3, 4],
      );
      const loss = (w: tf.Tensor4D) => tf.sum(tf.square(tf.conv2d(x, w, 1, "valid"))) as tf.Scalar;
      return tf
        .grad(loss as (w: tf.Tensor) => tf.Tensor)(filter)
        .dataSync()
        .slice();
    });
  };
  const cpu = await gradient("tfjs-cpu");
  const wasm = await gradient("tfjs-wasm");
  expect(wasm).toHaveLength(cpu.length);
  for (const [i, value] of wasm.entries())
    expect(Math.abs(value - cpu[i]!)).toBeLessThan(1e-4 * (1 + Math.abs(cpu[i]!)));
});

test("the shapes that other libraries build their networks from", () => {
  const shapes = Object.fromEntries(problems.map(([name, { parameters }]) => [name, parameters]));
  expect(shapes).toEqual({
    seed: [[2, 64], [64], [64, 3], [3]],
    "mlp-128": [[784, 128], [128], [128, 10], [10]],
    "mlp-512": [[784, 512], [512], [512, 10], [10]],
    conv: [[8, 1, 3, 3], [8], [16, 8, 3, 3], [16], [400, 10], [10]],
  });
});
