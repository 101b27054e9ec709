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
import { checkChoice, checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { checked } from "./dataset.ts";
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

const KNOWN = ["data", "samplesPerClass", "classes", "hidden", "seed", "skip", "matmulPrecision"] as const;

export interface NnfsProblem {
  /** 2 → hidden → classes, with fresh weights. */
  readonly model: Model;
  /** `softmaxCrossEntropy`, clipped as the notebook's: no sample's loss exceeds 16.118. */
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
 * TypeError or RangeError: an option that is not a whole number in its range, data of an unknown name, or an unknown option.
 *
 * Source: Kinsley & Kukieła, Neural Networks from Scratch in Python.
 */
export function nnfs(options: NnfsOptions = {}): NnfsProblem {
  checkOptions("nnfs", options, KNOWN);
  const { data = "spiral", hidden = 64, seed = 0, skip = 0, matmulPrecision = "float64" } = options;
  checkChoice("nnfs", "data", data, Object.keys(DATASETS));
  checkWhole("nnfs", "hidden", hidden);
  checkWhole("nnfs", "skip", skip, 0);
  checkChoice("nnfs", "matmulPrecision", matmulPrecision, ["float32", "float64"]);
  const random = numpyRandom(seed, "nnfs");
  const { samplesPerClass, classes } = checked("nnfs", {
    samplesPerClass: options.samplesPerClass,
    classes: options.classes,
    random,
  });
  random.skip(skip);
  const { x, y } = DATASETS[data]({ samplesPerClass, classes, random });
  const weights = normal(0.01);
  const model = sequential([dense(hidden, { weightInit: weights }), relu(), dense(classes, { weightInit: weights })], {
    input: 2,
    random,
    matmulPrecision,
  });
  return { model, loss: softmaxCrossEntropy({ clip: 1e-7 }), x, y, random };
}
