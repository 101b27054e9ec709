import { adam } from "@downhill/catalog";
import { accuracy, fit, type Layer, predict, sequential, softmaxCrossEntropy } from "@downhill/core";
import { numpyRandom, type Split } from "@downhill/problems";
import { convolutional, digitShape, perceptron } from "../networks.ts";

export const networks = {
  perceptron: { description: "784 – 128 – 10, ReLU", layers: () => perceptron(128) },
  conv: {
    description: "two convolutions (8 and 16 of 3 × 3), each with ReLU and 2 × 2 max-pooling, and a dense layer",
    layers: convolutional,
  },
} as const satisfies Record<string, { description: string; layers: () => Layer[] }>;

export type NetworkName = keyof typeof networks;

export const batchSize = 64;
/** The seed of the split, which all runs share. */
export const splitSeed = 0;

export interface DigitsRun {
  readonly network: NetworkName;
  readonly seed: number;
  readonly parameters: number;
  /** Of each epoch: the mean over its batches, each before its update. */
  readonly loss: readonly number[];
  /** On the test digits, after the last epoch. */
  readonly test: { readonly loss: number; readonly accuracy: number };
  /** Of training. */
  readonly seconds: number;
}

/**
 * Trains a network with Adam at its defaults. Of NumPy's stream of that seed come the initial weights (He's, layer by
 * layer) and then each epoch's order.
 */
export function trainDigits(
  network: NetworkName,
  seed: number,
  { train, test }: Split,
  epochs: number,
  onEpoch: () => void = () => {},
): DigitsRun {
  const random = numpyRandom(seed);
  const model = sequential(networks[network].layers(), { input: digitShape, random });
  const loss = softmaxCrossEntropy();
  const optimizer = adam(model.parameters());
  const start = performance.now();
  const history = fit(model, train, { loss, optimizer, epochs, batchSize, shuffle: random, onEpoch });
  const seconds = (performance.now() - start) / 1000;
  const outputs = predict(model, test.x, { batchSize });
  const parameters = Object.values(model.parameters()).reduce((sum, { value }) => sum + value.length, 0);
  optimizer.dispose();
  return {
    network,
    seed,
    parameters,
    loss: history.loss,
    // Without a bound, as other libraries have it: one digit that is wrong and certain shows in the mean.
    test: { loss: softmaxCrossEntropy().forward(outputs, test.y), accuracy: accuracy(outputs, test.y) },
    seconds,
  };
}
