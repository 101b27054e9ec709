import {
  type ClassificationLoss,
  dense,
  type MatmulPrecision,
  type Model,
  type NumpyRandom,
  normal,
  numpyRandom,
  relu,
  sequential,
  softmaxCrossEntropy,
  type Tensor,
} from "@downhill/core";
import { wholeNumber } from "./dataset.ts";
import { spiral } from "./spiral.ts";
import { vertical } from "./vertical.ts";

const DATASETS = { spiral, vertical };

export interface NnfsOptions {
  /** "spiral" unless given. */
  readonly data?: keyof typeof DATASETS | undefined;
  /** Points of each class; 100 unless given. */
  readonly samplesPerClass?: number | undefined;
  /** Classes; 3 unless given. */
  readonly classes?: number | undefined;
  /** Units of the hidden layer; 64 unless given. */
  readonly hidden?: number | undefined;
  /** Of NumPy's stream, 0 … 2^32 - 1; 0 unless given. */
  readonly seed?: number | undefined;
  /** Normals drawn and thrown away first, as by earlier cells of a notebook that shares one stream; 0 unless given. */
  readonly skip?: number | undefined;
  /** How matrix products are summed; "float64" unless given, which is what the seed notebook's rows need. */
  readonly matmulPrecision?: MatmulPrecision | undefined;
}

export interface NnfsProblem {
  /** 2 → hidden → classes, with fresh weights. */
  readonly model: Model;
  readonly loss: ClassificationLoss;
  /** Shape [samplesPerClass · classes, 2]. */
  readonly x: Tensor;
  /** The class of each row. */
  readonly y: Uint8Array;
  /** The stream, after everything above was drawn from it. */
  readonly random: NumpyRandom;
}

/**
 * The training problem of the NNFS book: classify points of the plane by a dense layer, ReLU, a dense layer and
 * softmax with cross-entropy.
 *
 * Weights are 0.01·randn in float32, biases zero. Draws, in this order: skip normals; the data (see `spiral` and
 * `vertical`); the first layer's 2 · hidden weights; the second's hidden · classes. The book's seed notebook runs many
 * such cells on one stream; 300 + 128 + 192 = 620 normals each at its sizes, so the n-th cell is skip: 620 · n.
 *
 * RangeError: an option that is not a whole number in its range, or data of an unknown name.
 *
 * Source: Kinsley & Kukieła, Neural Networks from Scratch in Python.
 */
export function nnfs(options: NnfsOptions = {}): NnfsProblem {
  const { data = "spiral", samplesPerClass = 100, classes = 3, hidden = 64, seed = 0, skip = 0 } = options;
  if (!Object.hasOwn(DATASETS, data)) {
    throw new RangeError(`nnfs: data must be "spiral" or "vertical", got ${JSON.stringify(data)}`);
  }
  wholeNumber("nnfs: hidden", hidden);
  const random = numpyRandom(seed);
  random.skip(skip);
  const { x, y } = DATASETS[data]({ samplesPerClass, classes, random });
  const weights = normal(0.01);
  const model = sequential([dense(hidden, { weightInit: weights }), relu(), dense(classes, { weightInit: weights })], {
    input: 2,
    random,
    matmulPrecision: options.matmulPrecision ?? "float64",
  });
  return { model, loss: softmaxCrossEntropy(), x, y, random };
}
