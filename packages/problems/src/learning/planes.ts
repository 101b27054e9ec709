import { dense, relu, sequential, softmaxCrossEntropy } from "@downhill/core";
import { nnfs } from "../nnfs.ts";
import { real, whole } from "../option.ts";
import { targets } from "../plane-targets.ts";
import { problemOf } from "../problem-of.ts";
import { moons as points } from "../shapes.ts";
import { ACCURACY, learning } from "./task.ts";

export const spiral = problemOf(
  {
    name: "spiral",
    doc: "Three arms of a spiral told apart by a network 2-64-3, all points at a time.",
    source: "Kinsley & Kukieła, Neural Networks from Scratch in Python: `nnfs` of this package",
    group: "learning",
    precision: "float32",
    budget: 500,
    options: {
      samplesPerClass: whole(100, [2, 10_000], "points of each arm"),
      hidden: whole(64, [1, 4096], "units of the hidden layer"),
    },
    metric: ACCURACY,
    start({ options, seed, precision }) {
      const { model, loss, x, y } = nnfs({ ...options, seed, matmulPrecision: precision });
      return learning({ model, loss: () => loss, data: { x, y } });
    },
  },
  targets,
);

export const moons = problemOf(
  {
    name: "moons",
    doc: "Two moons told apart by a network 2-16-2, in batches of 32; the accuracy is that of fresh points.",
    source: "scikit-learn's `make_moons`, with noise of 0.2",
    group: "learning",
    precision: "float32",
    budget: 1000,
    options: {
      samplesPerClass: whole(200, [2, 10_000], "points of each moon"),
      noise: real(0.2, [0, 10], "their deviation"),
      hidden: whole(16, [1, 4096], "units of the hidden layer"),
      batchSize: whole(32, [1, 4096], "samples of a step, at most those there are"),
    },
    metric: ACCURACY,
    start({ options: { samplesPerClass, noise, hidden, batchSize }, random, precision }) {
      const data = points({ samplesPerClass, noise, random });
      const test = points({ samplesPerClass, noise, random });
      const layers = [dense(hidden), relu(), dense(2)];
      const model = sequential(layers, { input: 2, random, matmulPrecision: precision });
      return learning({ model, loss: softmaxCrossEntropy, data, test, batchSize });
    },
  },
  targets,
);
