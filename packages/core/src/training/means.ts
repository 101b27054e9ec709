import { refuse } from "@downhill/plugin/arguments";
import type { Labels } from "../data/labels.ts";
import type { Tensor } from "../data/tensor.ts";
import { type ClassificationLoss, type KindOf, kindOf, type Loss, type LossKind } from "../losses/loss.ts";
import { count, type Tally } from "./accuracy.ts";
import type { Data } from "./batches.ts";

/** Something to know about a batch of outputs: a mean over its samples. */
export type Metric = (outputs: Tensor, y: Labels) => number;
export type Metrics = Readonly<Record<string, Metric>>;
export type NoMetrics = Readonly<Record<never, Metric>>;

/** `T` for a loss of a kind that has an accuracy, undefined for one of values, either for one whose kind is not known. */
export type OfAccuracy<L extends Loss, T> =
  KindOf<L> extends infer Kind ? (Kind extends "values" ? undefined : T) : never;

/** How well a model does on some data, in batches as at once. */
export interface Evaluation<L extends Loss = ClassificationLoss, M extends Metrics = NoMetrics> {
  /** The mean over all samples, as the loss and the samples' weights weigh them; or their sum, if it is one that sums. */
  readonly loss: number;
  /**
   * The share that is right, of all samples or, of a binary loss, outputs; undefined where the loss is of values. Samples
   * count alike, whatever their weights; those that the loss ignores do not count.
   */
  readonly accuracy: OfAccuracy<L, number>;
  /** Those that were asked for, by name. */
  readonly metrics: { readonly [K in keyof M]: number };
}

/** The numbers of an evaluation by name, the metrics beside the others; `validation` ones as "validationLoss". */
export function numbers(evaluation: Evaluation<Loss, Metrics>, validation?: Evaluation<Loss, Metrics>) {
  const all: Record<string, number> = {};
  const add = ({ loss, accuracy, metrics }: Evaluation<Loss, Metrics>, rename: (name: string) => string) => {
    all[rename("loss")] = loss;
    if (accuracy !== undefined) all[rename("accuracy")] = accuracy;
    for (const [name, value] of Object.entries(metrics)) all[rename(name)] = value;
  };
  add(evaluation, (name) => name);
  if (validation) add(validation, (name) => `validation${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  return all;
}

/**
 * The mean of a loss over batches that weigh differently, or the sum of one that sums. Of one batch it is its own value,
 * to the bit. A batch of weight 0 has no mean: what it sums counts among the others; if there is no other, it is NaN.
 */
export class LossMean {
  readonly #sums: boolean;
  #value = 0;
  #weight = 0;
  /** The sums of batches of weight 0. */
  #rest = 0;

  constructor({ reduction }: Pick<Loss, "reduction">) {
    this.#sums = reduction === "sum";
  }

  reset(): void {
    this.#value = 0;
    this.#weight = 0;
    this.#rest = 0;
  }

  /**
   * @param weight what the batch's mean divided by
   * @param rest what it summed, if that is 0
   */
  add(value: number, weight: number, rest = 0): void {
    this.#weight += weight;
    if (this.#sums) this.#value += value;
    else if (weight > 0) this.#value += (value - this.#value) * (weight / this.#weight);
    else this.#rest += rest;
  }

  get weight(): number {
    return this.#weight;
  }

  /** What it summed, if its weight is 0. */
  get rest(): number {
    return this.#rest;
  }

  get value(): number {
    if (this.#sums) return this.#value;
    if (this.#weight === 0) return Number.NaN;
    return this.#rest === 0 ? this.#value : this.#value + this.#rest / this.#weight;
  }
}

/** Adds what a loss makes of a batch's outputs to `mean`, and returns what the batch weighs. */
export function addLoss(mean: LossMean, loss: Loss, outputs: Tensor, { y, sampleWeight }: Data): number {
  const value = loss.forward(outputs, y, sampleWeight);
  if (typeof value !== "number") refuse(loss.name, "what forward returns", "a number", value);
  if (sampleWeight && loss.weight === undefined) {
    throw new TypeError(`${loss.name}: it does not take sample weights: it has no weight, what its mean divides by`);
  }
  const weight = loss.weight ?? outputs.shape[0]!;
  mean.add(value, weight, loss.sum);
  return weight;
}

/** An evaluation that grows by a batch at a time: the loss, the accuracy, and the metrics, means over the samples. */
export class Means<L extends Loss, M extends Metrics> {
  readonly loss: LossMean;
  readonly #metrics: readonly [string, Metric][];
  readonly #means: Float64Array;
  readonly #kind: LossKind;
  readonly #ignoreIndex: number | undefined;
  readonly #tally: Tally = { counted: 0, correct: 0 };
  #samples = 0;

  constructor(loss: L, metrics: M | undefined) {
    this.loss = new LossMean(loss);
    this.#metrics = Object.entries(metrics ?? {});
    this.#means = new Float64Array(this.#metrics.length);
    this.#kind = kindOf(loss);
    this.#ignoreIndex = loss.ignoreIndex;
  }

  reset(): void {
    this.loss.reset();
    this.#samples = 0;
    this.#tally.counted = 0;
    this.#tally.correct = 0;
    this.#means.fill(0);
  }

  addMetrics(outputs: Tensor, y: Labels): void {
    const samples = outputs.shape[0]!;
    this.#samples += samples;
    const share = samples / this.#samples;
    count(this.#tally, outputs, y, this.#kind, this.#ignoreIndex);
    const means = this.#means;
    for (let m = 0; m < means.length; m++) {
      const [name, metric] = this.#metrics[m]!;
      const value: unknown = metric(outputs, y);
      if (typeof value !== "number") refuse(`metrics.${name}`, "what it returns", "a number", value);
      means[m]! += (value - means[m]!) * share;
    }
  }

  /** @param penalty what is added to the loss */
  result(penalty = 0): Evaluation<L, M> {
    const metrics: Record<string, number> = {};
    for (let m = 0; m < this.#metrics.length; m++) metrics[this.#metrics[m]![0]] = this.#means[m]!;
    const accuracy = this.#kind === "values" ? undefined : this.#tally.correct / this.#tally.counted;
    return { loss: this.loss.value + penalty, accuracy, metrics } as Evaluation<L, M>;
  }
}
