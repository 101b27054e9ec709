import { type Accumulation, dense, relu, sequential, softmaxCrossEntropy, tensor } from "@downhill/core";
import { type NnfsProblem, nnfs, numpyRandom } from "@downhill/problems";

/** A dense layer, ReLU, a dense layer, softmax with cross-entropy, trained on one batch again and again. */
export interface TrainProblem {
  readonly name: string;
  readonly batch: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

const seed: TrainProblem = { name: "seed", batch: 300, inputs: 2, hidden: 64, outputs: 3 };

export const trainProblems: readonly TrainProblem[] = [
  seed,
  { name: "mlp-128", batch: 64, inputs: 784, hidden: 128, outputs: 10 },
  { name: "mlp-512", batch: 256, inputs: 784, hidden: 512, outputs: 10 },
];

/** The seed's network and its spiral; for the others, samples drawn from the unit normal, classes in turn. */
export function makeProblem(problem: TrainProblem, accumulation: Accumulation): NnfsProblem {
  if (problem.name === seed.name) return nnfs({ accumulation });
  const { batch, inputs, hidden, outputs } = problem;
  const random = numpyRandom(0);
  const x = tensor(
    [batch, inputs],
    Float32Array.from({ length: batch * inputs }, () => random.normal()),
  );
  const y = Uint8Array.from({ length: batch }, (_, i) => i % outputs);
  const model = sequential({ input: inputs, random, accumulation }, [dense(hidden), relu(), dense(outputs)]);
  return { model, loss: softmaxCrossEntropy(), x, y, random };
}
