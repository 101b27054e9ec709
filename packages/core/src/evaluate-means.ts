import { accuracy } from "./accuracy.ts";
import type { Labels } from "./labels.ts";
import type { ClassificationLoss, Loss } from "./losses/loss.ts";
import type { Tensor } from "./tensor.ts";

/** Something to know about a batch of outputs: a mean over its samples. */
export type Metric = (outputs: Tensor, y: Labels) => number;
export type Metrics = Readonly<Record<string, Metric>>;
export type NoMetrics = Readonly<Record<never, Metric>>;

/** How well a model does on some data: means over all samples. */
export interface Evaluation<L extends Loss = ClassificationLoss, M extends Metrics = NoMetrics> {
  readonly loss: number;
  /** Where the loss is over classes; otherwise undefined. */
  readonly accuracy: L extends ClassificationLoss ? number : number | undefined;
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

/** Means over the samples of batches of different sizes. Of one batch they are its own values, to the bit. */
export class Means<L extends Loss, M extends Metrics> {
  readonly #metrics: readonly [string, Metric][];
  readonly #means: Float64Array;
  readonly #ofClasses: boolean;
  #samples = 0;
  #loss = 0;
  #lossSamples = 0;
  #accuracy = 0;

  constructor(loss: L, metrics: M | undefined) {
    this.#metrics = Object.entries(metrics ?? {});
    this.#means = new Float64Array(this.#metrics.length);
    this.#ofClasses = "probabilities" in loss;
  }

  reset(): void {
    this.#samples = 0;
    this.#loss = 0;
    this.#lossSamples = 0;
    this.#accuracy = 0;
    this.#means.fill(0);
  }

  addLoss(value: number, samples: number): void {
    this.#lossSamples += samples;
    this.#loss += (value - this.#loss) * (samples / this.#lossSamples);
  }

  addMetrics(outputs: Tensor, y: Labels): void {
    const samples = outputs.shape[0]!;
    this.#samples += samples;
    const share = samples / this.#samples;
    if (this.#ofClasses) this.#accuracy += (accuracy(outputs, y) - this.#accuracy) * share;
    const means = this.#means;
    for (let m = 0; m < means.length; m++) means[m]! += (this.#metrics[m]![1](outputs, y) - means[m]!) * share;
  }

  result(): Evaluation<L, M> {
    const metrics: Record<string, number> = {};
    for (let m = 0; m < this.#metrics.length; m++) metrics[this.#metrics[m]![0]] = this.#means[m]!;
    const accuracy = this.#ofClasses ? this.#accuracy : undefined;
    return { loss: this.#loss, accuracy, metrics } as Evaluation<L, M>;
  }
}
