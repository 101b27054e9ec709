import { checkFunction, refuse } from "@downhill/plugin/arguments";
import type { Labels } from "../data/labels.ts";
import type { Tensor } from "../data/tensor.ts";

/** What a metric has of the batches that it was fed: a closure of its own for each epoch, each evaluation. */
export interface Account<Value = number> {
  /**
   * Takes a batch in. The model owns the outputs: the next batch overwrites them.
   * @param sampleWeight what each sample counts. Default: all 1.
   */
  add(outputs: Tensor, y: Labels, sampleWeight?: ArrayLike<number> | undefined): void;
  /** Of all that was fed, at least one batch. */
  value(): Value;
}

/**
 * Something to know about outputs, of all samples at once and never a mean of the batches': a function of outputs and labels,
 * which need not know of batches. (Training and evaluation keep all outputs for it.)
 */
export interface Metric<Value = number> {
  (outputs: Tensor, y: Labels, sampleWeight?: ArrayLike<number> | undefined): Value;
  /** Of one that can do without all outputs: opens an account, which is fed batches and then asked. `metric` makes it. */
  readonly start?: (() => Account<Value>) | undefined;
  /** Whether it is told what the data's samples weigh: see `withSampleWeight`. Default false. */
  readonly weighted?: boolean | undefined;
}

/**
 * A metric that is fed batches and then asked, and so keeps no outputs: `start` opens an account, a closure with
 * `add(outputs, y, sampleWeight?)` and `value()`. Called as a function, it is of the outputs that it is given.
 * @throws TypeError for something else than a function
 */
export function metric<Value>(start: () => Account<Value>): Metric<Value> & { readonly start: () => Account<Value> } {
  checkFunction("metric", "start", start);
  const whole = (outputs: Tensor, y: Labels, sampleWeight?: ArrayLike<number>): Value => {
    const account = start();
    account.add(outputs, y, sampleWeight);
    return account.value();
  };
  return Object.freeze(Object.assign(whole, { start }));
}

/**
 * The same metric, but samples count as the data's `sampleWeight` says, as they do in the loss; otherwise they count alike.
 * (The difference between Keras' `weighted_metrics` and `metrics`.) It must take them, as those here do.
 * @throws TypeError for something else than a function
 */
export function withSampleWeight<Value>(metric: Metric<Value>): Metric<Value> {
  if (typeof metric !== "function") refuse("withSampleWeight", "metric", "a metric", metric);
  const weighted: Metric<Value> = (outputs, y, sampleWeight) => metric(outputs, y, sampleWeight);
  return Object.freeze(Object.assign(weighted, { start: metric.start, weighted: true }));
}
