import { refuse } from "@downhill/plugin/arguments";
import type { Tensor } from "../data/tensor.ts";
import { type ClassificationLoss, type KindOf, kindOf, type Loss, type LossKind } from "../losses/loss.ts";
import { count, type Tally } from "../metrics/accuracy.ts";
import { Gathered } from "../metrics/gathered.ts";
import type { Account, Metric } from "../metrics/metric.ts";
import type { Data } from "./batches.ts";

/** Metrics by name. */
export type Metrics = Readonly<Record<string, Metric<unknown>>>;
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
  /** Those that were asked for, by name, each of all samples. */
  readonly metrics: { readonly [K in keyof M]: ReturnType<M[K]> };
}

/** What an evaluation has by name, the metrics beside the others; `validation` ones as "validationLoss". */
export function numbers(evaluation: Evaluation<Loss, Metrics>, validation?: Evaluation<Loss, Metrics>) {
  const all: Record<string, unknown> = {};
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

/** A metric, and what it has of the batches so far where it keeps an account itself. */
interface Running {
  readonly name: string;
  readonly metric: Metric<unknown>;
  account: Account<unknown> | undefined;
}

/** An evaluation that grows by a batch at a time: the loss, the accuracy, and the metrics, all of all samples. */
export class Means<L extends Loss, M extends Metrics> {
  readonly loss: LossMean;
  readonly #metrics: readonly Running[];
  readonly #kind: LossKind;
  readonly #ignoreIndex: number | undefined;
  readonly #tally: Tally = { counted: 0, correct: 0 };
  /** For metrics that see all at once. */
  readonly #gathered: Gathered | undefined;
  #values: Record<string, unknown> | undefined;
  #samples = 0;

  constructor(loss: L, metrics: M | undefined) {
    this.loss = new LossMean(loss);
    this.#metrics = Object.entries(metrics ?? {}).map(([name, metric]) => ({ name, metric, account: undefined }));
    this.#gathered = this.#metrics.some(({ metric }) => !metric.start) ? new Gathered() : undefined;
    this.#kind = kindOf(loss);
    this.#ignoreIndex = loss.ignoreIndex;
  }

  reset(): void {
    this.loss.reset();
    this.#samples = 0;
    this.#tally.counted = 0;
    this.#tally.correct = 0;
    this.#gathered?.reset();
    this.#values = undefined;
    for (const each of this.#metrics) each.account = undefined;
  }

  addMetrics(outputs: Tensor, { y, sampleWeight }: Data): void {
    this.#samples += outputs.shape[0]!;
    count(this.#tally, outputs, y, this.#kind, this.#ignoreIndex);
    this.#gathered?.add(outputs, y, sampleWeight);
    for (const running of this.#metrics) {
      const { start, weighted } = running.metric;
      if (!start) continue;
      running.account ??= start();
      running.account.add(outputs, y, weighted ? sampleWeight : undefined);
    }
  }

  /** @param penalty what is added to the loss */
  result(penalty = 0): Evaluation<L, M> {
    // Kept, as a metric may cost, and may look at the model while that has the weights to evaluate with.
    this.#values ??= Object.fromEntries(this.#metrics.map((running) => [running.name, this.#valueOf(running)]));
    const accuracy = this.#kind === "values" ? undefined : this.#tally.correct / this.#tally.counted;
    return { loss: this.loss.value + penalty, accuracy, metrics: { ...this.#values } } as Evaluation<L, M>;
  }

  #valueOf({ name, metric, account }: Running): unknown {
    if (this.#samples === 0) return Number.NaN;
    if (account) return checkValue(name, account.value());
    const { outputs, y, sampleWeight } = this.#gathered!.all();
    return checkValue(name, metric(outputs, y, metric.weighted ? sampleWeight : undefined));
  }
}

/** @throws TypeError for what a forgotten `return` gives, or a promise, which nothing waits for */
function checkValue(name: string, value: unknown): unknown {
  const isThing =
    typeof value === "object" && value !== null && typeof (value as PromiseLike<unknown>).then !== "function";
  if (typeof value === "number" || isThing) return value;
  return refuse(`metrics.${name}`, "what it returns", "a number, or an object of them", value);
}
