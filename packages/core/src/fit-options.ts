import { checkWhole } from "@downhill/optimizer/arguments";
import type { Data, Shuffle } from "./batches.ts";
import { type Clip, checkClip } from "./clip.ts";
import type { Evaluation, Metrics, NoMetrics } from "./evaluate-means.ts";
import type { ClassificationLoss, Loss } from "./losses/loss.ts";
import type { Model } from "./model.ts";

/** What `fit` needs of an optimizer. */
export interface Stepper {
  /**
   * Moves the parameters against their gradients. `evaluate` recomputes those where the parameters are, and the loss.
   * @param loss that of the present gradients
   */
  step(evaluate?: () => number, loss?: number): unknown;
}

/** What callbacks are told of a training step, just before it. */
export interface BatchReport<O extends Stepper = Stepper> {
  readonly epoch: number;
  /** The number of the step in its epoch, from 0 on, and how many there are. */
  readonly batch: number;
  readonly batches: number;
  /** Of the step's samples, before it. */
  readonly loss: number;
  readonly model: Model;
  readonly optimizer: O;
}

/**
 * What callbacks are told of an epoch. Without `batchSize`, that is just before its only step, and the loss is that of
 * the model as it is. With it, after its last step, and the loss is the mean over the epoch's batches, each before its step.
 * The loss includes the model's regularisation.
 */
export interface Epoch<O extends Stepper = Stepper, L extends Loss = ClassificationLoss, M extends Metrics = NoMetrics>
  extends Evaluation<L, M> {
  readonly epoch: number;
  /** What `from` continues a model and an optimizer with that are stored now. */
  readonly next: number;
  /** How well the model as it is does on the validation data; undefined without any. */
  readonly validation: Evaluation<L, M> | undefined;
  readonly model: Model;
  readonly optimizer: O;
}

/** What callbacks are told before a training. */
export interface Start {
  readonly model: Model;
  /** What each epoch will bring: "loss", "accuracy", the metrics' names; of validation "validationLoss" and so on. */
  readonly names: readonly string[];
}

/** Where others join in a training. Returning false from `onBatch` or `onEpoch` ends it. */
export interface FitCallback<
  O extends Stepper = Stepper,
  L extends Loss = ClassificationLoss,
  M extends Metrics = NoMetrics,
> {
  /** What it throws ends `fit` before anything has changed. */
  onStart?(start: Start): unknown;
  /** Just before each step, gradients at hand, clipped. After false, there is no step, and the epoch is not reported. */
  onBatch?(batch: BatchReport<O>): unknown;
  /** Without `batchSize`, false leaves out the epoch's step; see `Epoch`. */
  onEpoch?(epoch: Epoch<O, L, M>): unknown;
  onEnd?(end: { readonly model: Model }): unknown;
}

export interface FitOptions<
  O extends Stepper = Stepper,
  L extends Loss = ClassificationLoss,
  M extends Metrics = NoMetrics,
> extends FitCallback<O, L, M> {
  readonly loss: L;
  readonly optimizer: O;
  /** How many epochs to train. */
  readonly epochs: number;
  /** The number of the first of them, for a run that is resumed. Default 0. */
  readonly from?: number;
  /** How many samples the model sees at a time. Default: all, one step for each epoch. */
  readonly batchSize?: number;
  /** Draws the order of the samples anew for each epoch. Default: their own order. */
  readonly shuffle?: Shuffle;
  /** How many batches make one step, whose gradients are those of all their samples together. Default 1. */
  readonly accumulate?: number;
  /** How gradients are limited before a step. Default: not at all. */
  readonly clip?: Clip;
  /** What to compute beside the loss, and the accuracy that a loss over classes brings. Default: nothing. */
  readonly metrics?: M;
  /** Data that the model does not learn from, evaluated in each epoch. */
  readonly validation?: Data;
  /** More of those whose members `onStart`, `onBatch`, `onEpoch` and `onEnd` the options have, called after them. */
  readonly callbacks?: readonly FitCallback<O, L, M>[];
}

const NAMES: Readonly<Record<keyof FitOptions, true>> = {
  loss: true,
  optimizer: true,
  epochs: true,
  from: true,
  batchSize: true,
  shuffle: true,
  accumulate: true,
  clip: true,
  metrics: true,
  validation: true,
  callbacks: true,
  onStart: true,
  onBatch: true,
  onEpoch: true,
  onEnd: true,
};
/** The names of `FitOptions`, of which TypeScript sees to it that they are all here. */
export const FIT_OPTIONS = Object.keys(NAMES) as (keyof typeof NAMES)[];

/** @throws RangeError for a number that is out of range. */
export function checkNumbers(options: {
  readonly epochs: number;
  readonly from: number;
  readonly batchSize?: number | undefined;
  readonly accumulate: number;
  readonly clip?: Clip | undefined;
}): void {
  checkWhole("fit", "epochs", options.epochs, 0);
  checkWhole("fit", "from", options.from, 0);
  if (options.batchSize !== undefined) checkWhole("fit", "batchSize", options.batchSize);
  checkWhole("fit", "accumulate", options.accumulate);
  if (options.clip) checkClip("fit", options.clip);
}
