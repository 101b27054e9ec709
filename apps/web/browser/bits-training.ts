/** Short trainings of every problem that the bench trains; of what it downloads, the shape. */

import { convolutional, digitClasses, digitShape, perceptron } from "@downhill/bench/networks";
import { makeProblem, trainProblems } from "@downhill/bench/problems";
import { type Name, optimizers } from "@downhill/catalog";
import {
  avgPool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  elu,
  embedding,
  fit,
  flatten,
  gelu,
  type LayerLike,
  layerNorm,
  type MatmulPrecision,
  type Model,
  relu,
  residual,
  sequential,
  sigmoid,
  silu,
  softmaxCrossEntropy,
  softplus,
  tanh,
  tensor,
} from "@downhill/core";
import type { Plugin } from "@downhill/plugin";
import { moons, nnfs, numpyRandom } from "@downhill/problems";

type Problem = Pick<ReturnType<typeof makeProblem>, "model" | "loss" | "x" | "y">;

interface Training {
  readonly make: (matmulPrecision: MatmulPrecision) => Problem;
  readonly epochs: number;
  readonly batchSize?: number;
  /** Adam if none is named. */
  readonly optimizer?: Name;
}

/** Grey values as digits have them: most are 0, and all are multiples of 1/255. */
function noise(samples: number, matmulPrecision: MatmulPrecision, layers: () => LayerLike[]): Problem {
  const random = numpyRandom(5);
  const x = tensor({ shape: [samples, ...digitShape] });
  for (let i = 0; i < x.data.length; i++) x.data[i] = Math.max(0, Math.floor(512 * random.uniform()) - 256) / 255;
  const y = Uint8Array.from({ length: samples }, (_, i) => i % digitClasses);
  const model = sequential(layers(), { input: digitShape, random, matmulPrecision });
  return { model, loss: softmaxCrossEntropy(), x, y };
}

/** One of each kind of layer that has numbers of its own to be the same. */
const ofAllKinds = (): LayerLike[] => [
  ...[conv2d(4, 3), batchNorm(), silu(), avgPool2d(2), flatten()],
  ...[dense(12), layerNorm(), tanh(), dropout(0.2)],
  ...[residual([dense(12), gelu()]), dense(8), elu(), dense(8), softplus(), dense(8), sigmoid(), dense(digitClasses)],
];

/** Sentences of six words out of twenty, told apart by their first. */
function sentences(matmulPrecision: MatmulPrecision): Problem {
  const random = numpyRandom(6);
  const x = tensor({ shape: [60, 6] });
  for (let i = 0; i < x.data.length; i++) x.data[i] = Math.floor(20 * random.uniform());
  const y = Uint8Array.from({ length: 60 }, (_, i) => Number(x.data[6 * i]! >= 10));
  const model = sequential([embedding(20, 5), flatten(), dense(2)], { input: 6, random, matmulPrecision });
  return { model, loss: softmaxCrossEntropy(), x, y };
}

/** The notebook's, and one of each kind; all of them step in `bits.ts`. */
const racers: readonly Name[] = [
  ...(["adagrad", "adam", "rmsprop", "sgd"] as const),
  ...(["lamb", "lbfgs", "muon", "nadam", "prodigy", "schedule-free-adamw"] as const),
];

const trainings: Readonly<Record<string, Training>> = {
  race: { make: (matmulPrecision) => nnfs({ seed: 1, matmulPrecision }), epochs: 200 },
  moons: {
    make(matmulPrecision) {
      const random = numpyRandom(2);
      const { x, y, classes } = moons({ samplesPerClass: 100, random });
      const model = sequential([dense(16), relu(), dense(classes)], { input: 2, random, matmulPrecision });
      return { model, loss: softmaxCrossEntropy(), x, y };
    },
    epochs: 20,
    batchSize: 32,
  },
  ...Object.fromEntries(
    racers.map((optimizer): [string, Training] => [
      `race, ${optimizer}`,
      { make: (matmulPrecision) => nnfs({ seed: 2, matmulPrecision }), epochs: 20, optimizer },
    ]),
  ),
  "all kinds of layers": {
    make: (matmulPrecision) => noise(24, matmulPrecision, ofAllKinds),
    epochs: 3,
    batchSize: 10,
  },
  sentences: { make: sentences, epochs: 10, batchSize: 16 },
  // The shapes that `pnpm bench speed` times, with its data.
  ...Object.fromEntries(
    trainProblems.map((problem): [string, Training] => [
      problem.name,
      { make: (matmulPrecision) => makeProblem(problem, matmulPrecision), epochs: problem.name === "seed" ? 100 : 2 },
    ]),
  ),
  // Those of `pnpm bench digits`: two batches, the second of them smaller.
  "digits, perceptron": {
    make: (matmulPrecision) => noise(50, matmulPrecision, () => perceptron(128)),
    epochs: 2,
    batchSize: 32,
  },
  "digits, conv": { make: (matmulPrecision) => noise(50, matmulPrecision, convolutional), epochs: 2, batchSize: 32 },
};

/** Each training's model at its end, by name and precision. */
export function* trained(): Generator<[name: string, model: Model]> {
  for (const [name, { make, epochs, optimizer: chosen = "adam", ...batches }] of Object.entries(trainings)) {
    // What precision a product has makes no difference to an optimizer: one is enough for most.
    const isExtra = name.startsWith("race") && !["adagrad", "adam", "rmsprop", "sgd"].includes(chosen);
    for (const matmulPrecision of isExtra ? (["float32"] as const) : (["float32", "float64"] as const)) {
      const { model, loss, x, y } = make(matmulPrecision);
      const plugin: Plugin = optimizers[chosen];
      const optimizer = plugin(model.parameters(), "lr" in plugin.hyper ? { lr: 0.001 } : {});
      const shuffle = numpyRandom(7);
      const { loss: losses } = fit(model, { x, y }, { loss, optimizer, epochs, ...batches, shuffle });
      // At a rate of 0.001, not every optimizer gets anywhere in so few epochs of a race.
      const falls = losses.at(-1)! < losses[0]! || (name.startsWith("race") && Number.isFinite(losses.at(-1)));
      if (!falls) throw new Error(`${name}, ${matmulPrecision}: the loss does not fall: ${losses}`);
      yield [`${name}, ${matmulPrecision}`, model];
    }
  }
}
