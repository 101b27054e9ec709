import {
  type Layer,
  type Loss,
  type MatmulPrecision,
  type Model,
  sequential,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "@downhill/core";
import { nnfs, numpyRandom } from "@downhill/problems";
import { convolutional, digitClasses, digitShape, perceptron } from "../networks.ts";

/** A network trained on one batch again and again: images with random pixels, or the seed's spiral. */
export interface TrainProblem {
  readonly name: string;
  readonly batch: number;
  /** Of one sample. */
  readonly sample: readonly number[];
  readonly classes: number;
}

/**
 * What another library needs to know of a network: the shapes of weights and biases in turn, as the model has them. Those
 * of rank 4 are a convolution's, and ReLU and max-pooling of 2 × 2 follow; those of rank 2 are a dense layer's, and ReLU
 * follows all but the last.
 */
export interface NetworkShape extends TrainProblem {
  readonly parameters: readonly (readonly number[])[];
}

export interface Training {
  readonly model: Model;
  readonly loss: Loss;
  readonly x: Tensor;
  readonly y: Uint8Array;
}

const seed: TrainProblem = { name: "seed", batch: 300, sample: [2], classes: 3 };
const digits = { sample: digitShape, classes: digitClasses };

export const trainProblems: readonly TrainProblem[] = [
  seed,
  { name: "mlp-128", batch: 64, ...digits },
  { name: "mlp-512", batch: 256, ...digits },
  { name: "conv", batch: 64, ...digits },
];

const layers: Readonly<Record<string, () => Layer[]>> = {
  "mlp-128": () => perceptron(128),
  "mlp-512": () => perceptron(512),
  conv: convolutional,
};

/** The seed's network and its spiral; for the others, pixels drawn from the unit normal, classes in turn. */
export function makeProblem(
  { name, batch, sample, classes }: TrainProblem,
  matmulPrecision: MatmulPrecision,
): Training {
  if (name === seed.name) return nnfs({ matmulPrecision });
  const random = numpyRandom(0);
  const x = tensor({ shape: [batch, ...sample] });
  for (let i = 0; i < x.data.length; i++) x.data[i] = random.normal();
  const y = Uint8Array.from({ length: batch }, (_, i) => i % classes);
  const model = sequential(layers[name]!(), { input: sample, random, matmulPrecision });
  return { model, loss: softmaxCrossEntropy(), x, y };
}

export function networkShape(problem: TrainProblem): NetworkShape {
  const { model } = makeProblem(problem, "float32");
  return { ...problem, parameters: Object.values(model.parameters()).map(({ shape }) => shape) };
}
