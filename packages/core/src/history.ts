import type { Evaluation, Metrics, NoMetrics } from "./evaluate-means.ts";
import type { ClassificationLoss, Loss } from "./losses/loss.ts";

/** One number for each epoch. */
export interface Curves<M extends Metrics = NoMetrics> {
  readonly loss: readonly number[];
  /** Empty unless the loss is over classes. */
  readonly accuracy: readonly number[];
  readonly metrics: { readonly [K in keyof M]: readonly number[] };
}

/** What `onEpoch` was told: `loss[i]` and so on belong to epoch `from + i`. */
export interface History<M extends Metrics = NoMetrics> extends Curves<M> {
  readonly from: number;
  /** Undefined without validation data. */
  readonly validation: Curves<M> | undefined;
  /** Whether a callback ended it. */
  readonly stopped: boolean;
}

/** Curves that grow by an epoch at a time. */
export class Recorder<M extends Metrics> {
  readonly curves: Curves<M>;

  constructor(metrics: M | undefined) {
    const names = Object.keys(metrics ?? {});
    this.curves = { loss: [], accuracy: [], metrics: Object.fromEntries(names.map((name) => [name, []])) as never };
  }

  add({ loss, accuracy, metrics }: Evaluation<Loss, M> | Evaluation<ClassificationLoss, M>): void {
    const curves = this.curves as { loss: number[]; accuracy: number[]; metrics: Record<keyof M, number[]> };
    curves.loss.push(loss);
    if (accuracy !== undefined) curves.accuracy.push(accuracy);
    for (const name in metrics) curves.metrics[name].push(metrics[name]);
  }
}
