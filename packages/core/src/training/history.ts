import { type ClassificationLoss, kindOf, type Loss } from "../losses/loss.ts";
import type { Evaluation, Metrics, NoMetrics, OfAccuracy } from "./means.ts";

/** One number for each epoch. */
export interface Curves<L extends Loss = ClassificationLoss, M extends Metrics = NoMetrics> {
  readonly loss: readonly number[];
  /** Undefined where the loss is of values. */
  readonly accuracy: OfAccuracy<L, readonly number[]>;
  readonly metrics: { readonly [K in keyof M]: readonly ReturnType<M[K]>[] };
}

/** What `onEpoch` was told: `loss[i]` and so on belong to epoch `from + i`. */
export interface History<L extends Loss = ClassificationLoss, M extends Metrics = NoMetrics> extends Curves<L, M> {
  /** An epoch in whose midst the training began is of the steps that were left of it. */
  readonly from: number;
  /** How many steps of each epoch the optimizer left out: `nonFinite: "skip"`. */
  readonly skipped: readonly number[];
  /** Undefined without validation data. */
  readonly validation: Curves<L, M> | undefined;
  /** Whether a callback ended it, or who went through it left. */
  readonly stopped: boolean;
}

interface Growing<M extends Metrics> {
  readonly loss: number[];
  readonly accuracy?: number[];
  readonly metrics: Record<keyof M, unknown[]>;
}

/** Curves that grow by an epoch at a time. */
export class Recorder<L extends Loss, M extends Metrics> {
  readonly curves: Curves<L, M>;

  constructor(loss: L, metrics: M | undefined) {
    const names = Object.keys(metrics ?? {});
    const accuracy = kindOf(loss) === "values" ? undefined : [];
    this.curves = { loss: [], accuracy, metrics: Object.fromEntries(names.map((name) => [name, []])) } as never;
  }

  add({ loss, accuracy, metrics }: Evaluation<L, M>): void {
    const curves = this.curves as unknown as Growing<M>;
    curves.loss.push(loss);
    curves.accuracy?.push(accuracy as number);
    for (const name in metrics) curves.metrics[name].push(metrics[name]);
  }
}
