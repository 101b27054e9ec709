import {
  dense,
  exp,
  meanSquaredError,
  pow,
  sequential,
  sigmoidCrossEntropy,
  tanh,
  tensor,
  zeros,
} from "@downhill/core";
import { define } from "../define.ts";
import { real, whole } from "../option.ts";
import { sine as points } from "../regression.ts";
import { ACCURACY, LOSS, learning } from "./task.ts";

export const logistic = define({
  name: "logistic",
  doc: "Logistic regression on features of very different scales, all samples at a time, from zeros.",
  source: "labels drawn from a logistic model whose every feature tells equally much; convex",
  group: "learning",
  precision: "float32",
  budget: 1000,
  options: {
    samples: whole(512, [2, 100_000], "how many there are"),
    features: whole(32, [2, 1000], "how many there are"),
    condition: real(1e4, [1, 1e8], "the largest variance of a feature over the least"),
  },
  metric: ACCURACY,
  start({ options: { samples, features, condition }, random, precision }) {
    const scale = Float64Array.from({ length: features }, (_, j) => pow(condition, (-0.5 * j) / (features - 1)));
    const tells = scale.map(() => (2 * random.normal()) / Math.sqrt(features));
    const x = tensor({ shape: [samples, features] });
    const y = new Float32Array(samples);
    for (let i = 0; i < samples; i++) {
      let logit = 0;
      for (let j = 0; j < features; j++) {
        const z = random.normal();
        x.data[i * features + j] = scale[j]! * z;
        logit += tells[j]! * z;
      }
      y[i] = random.uniform() < 1 / (1 + exp(-logit)) ? 1 : 0;
    }
    const layers = [dense(1, { weightInit: zeros() })];
    const model = sequential(layers, { input: features, random, matmulPrecision: precision });
    return learning({ model, loss: sigmoidCrossEntropy, data: { x, y } });
  },
});

export const sine = define({
  name: "sine",
  doc: "One period of a noisy sine learnt by a network 1-32-32-1 of tanh; the metric is the loss against the sine itself.",
  source: "Kinsley & Kukieła, Neural Networks from Scratch in Python: `sine` of this package",
  group: "learning",
  precision: "float32",
  budget: 500,
  options: {
    samples: whole(100, [2, 10_000], "how many there are"),
    noise: real(0.1, [0, 10], "their deviation"),
    hidden: whole(32, [1, 4096], "units of each hidden layer"),
  },
  metric: LOSS,
  start({ options: { samples, noise, hidden }, random, precision }) {
    const data = points({ samples, noise, random });
    const test = points({ samples, noise: 0, random });
    const layers = [dense(hidden), tanh(), dense(hidden), tanh(), dense(1)];
    const model = sequential(layers, { input: 1, random, matmulPrecision: precision });
    return learning({ model, loss: meanSquaredError, data, test });
  },
});
