import type { ClassificationLoss, Loss } from "../losses/loss.ts";
import type { Model } from "../model/model.ts";
import type { Data } from "./batches.ts";
import type { Clip } from "./clip.ts";
import type { Evaluation, Metrics, NoMetrics } from "./means.ts";
import type { Shuffle } from "./shuffle.ts";

/** What `fit` needs of an optimizer. */
export interface Stepper {
  /**
   * Moves the parameters against their gradients; false where it has left the step out, as `nonFinite: "skip"` does.
   * @param evaluate recomputes the gradients where the parameters are, and returns the loss there: of the same samples,
   *   and for a model that draws, of the same draws
   * @param loss that of the parameters as they are, whose gradients are there already
   */
  step(evaluate?: () => number, loss?: number): unknown;
  /** What it moves, by name: those, and no others, are clipped. Without it, all of the model's are. */
  readonly parameters?: Readonly<Record<string, { readonly value: Float32Array | Float64Array }>> | undefined;
  /** The weights to evaluate with, by the same names, which validation uses. Without it, they are the parameters' values. */
  weights?(): Readonly<Record<string, Float32Array | Float64Array>>;
}

/**
 * Where a training begins: with an epoch, or in the midst of one. `{ epoch: 3, batch: 5 }` is epoch 3 from its step 5 on:
 * its first five have been taken.
 */
export type Place = number | { readonly epoch: number; readonly batch: number };

/** What callbacks are told of a training step, just before it. */
export interface BatchReport<O extends Stepper = Stepper> {
  readonly epoch: number;
  /** The number of the step in its epoch, from 0 on, and how many there are. */
  readonly batch: number;
  readonly batches: number;
  /** Of the step's samples, before it, the model's regularisation included. */
  readonly loss: number;
  readonly model: Model;
  readonly optimizer: O;
}

/** What `training` yields after each step with `every: "batch"`. It goes on from there by `from: { epoch, batch: batch + 1 }`. */
export interface StepReport<
  O extends Stepper = Stepper,
  L extends Loss = ClassificationLoss,
  M extends Metrics = NoMetrics,
> extends BatchReport<O> {
  /** Whether the optimizer has left the step out. */
  readonly skipped: boolean;
  /** How many gradients this training has computed so far: one for each step, and those that methods ask for within it. */
  readonly evaluations: number;
  /** What `onEpoch` has been told, where this was the epoch's last step. */
  readonly epochEnd: Epoch<O, L, M> | undefined;
}

/**
 * What callbacks are told of an epoch, after its last step. The loss, with the model's regularisation, the accuracy and
 * the metrics are of all of the epoch's batches, each before its step: without `batchSize` they are those of the weights
 * before the epoch's only step. `validation` is of the optimizer's `weights()`: the model's
 * own, but for averages and their like.
 */
export interface Epoch<O extends Stepper = Stepper, L extends Loss = ClassificationLoss, M extends Metrics = NoMetrics>
  extends Evaluation<L, M> {
  /** Its number. A model and an optimizer that are stored now go on with `from: epoch + 1`. */
  readonly epoch: number;
  /** How well the model does on the validation data, with the optimizer's `weights()`; undefined without any. */
  readonly validation: Evaluation<L, M> | undefined;
  /** How many of its steps the optimizer has left out, because gradients were not finite: `nonFinite: "skip"`. */
  readonly skipped: number;
  /** How many gradients this training has computed so far. */
  readonly evaluations: number;
  readonly model: Model;
  readonly optimizer: O;
  /**
   * A copy of what `validation` is of, as `model.state()` has it: the optimizer's `weights()`, where these are others than
   * those that it trains with the running statistics measured anew for them. @throws Error once the training has gone on
   */
  evaluated(): Record<string, Float32Array>;
}

/** What callbacks are told before a training. */
export interface Start {
  readonly model: Model;
  /** What each epoch will bring: "loss", "accuracy", the metrics' names; of validation "validationLoss" and so on. */
  readonly names: readonly string[];
}

/**
 * Where others join in a training. Returning false from `onBatch` or `onEpoch` ends it. `fitAsync` waits for promises;
 * elsewhere nothing does, so that returning one is an error.
 */
export interface FitCallback<
  O extends Stepper = Stepper,
  L extends Loss = ClassificationLoss,
  M extends Metrics = NoMetrics,
> {
  /** What it throws ends the training before anything has changed. */
  readonly onStart?: ((start: Start) => unknown) | undefined;
  /** Just before each step, gradients at hand, clipped. After false, there is no step, and the epoch is not reported. */
  readonly onBatch?: ((batch: BatchReport<O>) => unknown) | undefined;
  /** After each epoch's last step. */
  readonly onEpoch?: ((epoch: Epoch<O, L, M>) => unknown) | undefined;
  /** Once the training has ended, also where an error ended it. */
  readonly onEnd?: ((end: { readonly model: Model }) => unknown) | undefined;
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
  /** The first of them, for a run that is resumed; one that has begun counts among `epochs`. Default 0. */
  readonly from?: Place | undefined;
  /** How many samples the model sees at a time. Default: all, one step for each epoch. */
  readonly batchSize?: number | undefined;
  /** Draws the order of the samples anew for each epoch. Default: seed 0 where there are several batches, or else `false`. */
  readonly shuffle?: Shuffle | undefined;
  /**
   * Whether the samples that are left for a last, smaller batch are left out of the epoch; shuffled, they are others each
   * time. Default false. (A last batch of one sample is an error of `batchNorm`.)
   */
  readonly dropLast?: boolean | undefined;
  /** How many batches make one step, whose gradients are those of all their samples together. Default 1. */
  readonly accumulate?: number | undefined;
  /** How gradients are limited before a step. Default: not at all. */
  readonly clip?: Clip | undefined;
  /** What to compute beside the loss, and the accuracy that one of classes or a binary one brings. Default: nothing. */
  readonly metrics?: (M & Metrics) | undefined;
  /** Data that the model does not learn from, evaluated after each epoch. */
  readonly validation?: Data | undefined;
  /** More of those whose members `onStart`, `onBatch`, `onEpoch` and `onEnd` the options have, called after them. */
  // Types are those of the options beside it: a callback for any optimizer does not make them unknown.
  readonly callbacks?: readonly FitCallback<NoInfer<O>, NoInfer<L>, NoInfer<M>>[] | undefined;
}

const NAMES: Readonly<Record<keyof FitOptions, true>> = {
  loss: true,
  optimizer: true,
  epochs: true,
  from: true,
  batchSize: true,
  shuffle: true,
  dropLast: true,
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
