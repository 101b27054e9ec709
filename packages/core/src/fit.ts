import { checkOptions } from "@downhill/optimizer/arguments";
import { checkRandom } from "@downhill/optimizer/random";
import { checkArguments, checkOptimizer, checkData as checkTensors } from "./arguments.ts";
import { Batches, checkData, type Data } from "./batches.ts";
import { evaluateBatches } from "./evaluate.ts";
import { type Evaluation, LossMean, Means, type Metrics, type NoMetrics, numbers } from "./evaluate-means.ts";
import { StepGradients } from "./fit-gradients.ts";
import {
  checkNumbers,
  type Epoch,
  FIT_OPTIONS,
  type FitCallback,
  type FitOptions,
  type Stepper,
} from "./fit-options.ts";
import { Rollback } from "./fit-rollback.ts";
import { type History, Recorder } from "./history.ts";
import type { Loss } from "./losses/loss.ts";
import type { Model } from "./model.ts";
import { BATCH_SIZE } from "./predict.ts";
import { tensor } from "./tensor.ts";

/**
 * Trains: for each step forward, loss, backward, clipping, `onBatch`, step. Without `batchSize` a step is of all data,
 * and `onEpoch` comes just before it; with it `onEpoch` comes after the epoch's last step.
 * A model and an optimizer that are stored in `onEpoch` resume to the bit from its `next`: `from: next`.
 * @throws RangeError for data that do not fit the model, the loss or each other, or for an option that is out of range,
 *   or none; TypeError for a model, data, loss or optimizer that are something else.
 *   Then model and optimizer are as they were: the loss is shown all labels before the first step, and what only a layer
 *   can tell undoes the first epoch. (Random streams go on from where they are.)
 */
export function fit<O extends Stepper, L extends Loss, M extends Metrics = NoMetrics>(
  model: Model,
  data: Data,
  options: FitOptions<O, L, M>,
): History<M> {
  checkOptions("fit", options, FIT_OPTIONS);
  checkArguments("fit", model, data, options);
  const { loss, optimizer, epochs, from = 0, batchSize, shuffle, accumulate = 1, clip, metrics } = options;
  checkOptimizer("fit", optimizer);
  checkNumbers({ epochs, from, batchSize, accumulate, clip });
  if (shuffle !== undefined && typeof shuffle !== "function") checkRandom("fit: shuffle", shuffle);
  check("fit", model, loss, data);
  if (options.validation) checkTensors("fit: validation", options.validation);
  if (options.validation) check("fit: validation", model, loss, options.validation);

  const batches = new Batches(data, batchSize ?? data.x.shape[0]!, shuffle);
  const gradients = new StepGradients<L, M>(model, loss, batches, accumulate, clip);
  const means = new Means(loss, metrics);
  const penalties = new LossMean({ reduction: "mean" });
  const validate = validation(model, loss, metrics, options.validation, batchSize);
  const callbacks = [options, ...(options.callbacks ?? [])];
  const watchers = callbacks.filter((callback) => callback.onBatch);
  const training = new Recorder(metrics);
  const validations = options.validation && new Recorder(metrics);

  // A batch alone is seen before any step; but a layer's buffers may have changed before another refuses it.
  // Validation comes after a step, unless that is the epoch's only one.
  const validatesLate = options.validation !== undefined && batchSize !== undefined;
  const isRisky = batches.count > 1 || validatesLate || Object.keys(model.buffers()).length > 0;
  let rollback = isRisky ? new Rollback(model, optimizer) : undefined;
  /** Runs the model, and undoes the first epoch when it turns out that the data do not fit. */
  const attempt = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      rollback?.undo();
      throw error;
    }
  };

  const report = (epoch: number): boolean => {
    const result = means.result(penalties.value);
    const validated = validate && attempt(validate);
    training.add(result);
    if (validated) validations?.add(validated);
    const next = batchSize === undefined ? epoch : epoch + 1;
    const { loss, accuracy, metrics } = result;
    const told: Epoch<O, L, M> = { epoch, next, loss, accuracy, metrics, validation: validated, model, optimizer };
    return tell(callbacks, (callback) => callback.onEpoch?.(told));
  };

  let step = 0;
  const evaluate = () => gradients.compute(step);
  const compute = () => gradients.compute(step, means);
  const train = (epoch: number): boolean => {
    batches.shuffle(epoch);
    means.reset();
    penalties.reset();
    for (step = 0; step < gradients.count; step++) {
      const value = attempt(compute);
      means.loss.add(gradients.loss.value, gradients.loss.weight);
      penalties.add(gradients.penalty, gradients.samples(step));
      if (watchers.length > 0) {
        const told = { epoch, batch: step, batches: gradients.count, loss: value, model, optimizer };
        if (!tell(watchers, (callback) => callback.onBatch?.(told))) return false;
      }
      if (batchSize === undefined && !report(epoch)) return false;
      optimizer.step(evaluate, value);
    }
    return batchSize === undefined || report(epoch);
  };

  const names = Object.keys(numbers(means.result(), options.validation && means.result()));
  for (const callback of callbacks) callback.onStart?.({ model, names });
  let stopped = false;
  for (let epoch = from; epoch < from + epochs && !stopped; epoch++) {
    stopped = !train(epoch);
    rollback = undefined;
  }
  for (const callback of callbacks) callback.onEnd?.({ model });
  return { from, ...training.curves, validation: validations?.curves, stopped };
}

/** Tells all callbacks; whether none of them said false. */
function tell<C extends FitCallback<never, never, never>>(callbacks: readonly C[], call: (callback: C) => unknown) {
  let on = true;
  for (const callback of callbacks) if (call(callback) === false) on = false;
  return on;
}

/** Whether data fit, labels included: what a loss makes of these it tells only of outputs, so it gets some. */
function check(owner: string, model: Model, loss: Loss, data: Data): void {
  checkData(owner, data, model.inputShape);
  const at = data.x.data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new RangeError(`${owner}: x[${at}] is ${data.x.data[at]}, of sample ${Math.floor(at / model.inputs)}`);
  const outputs = tensor({ shape: [data.x.shape[0]!, ...model.outputShape] });
  try {
    loss.forward(outputs, data.y);
  } catch (error) {
    if (owner !== "fit" && error instanceof Error) error.message = `${owner}: ${error.message}`;
    throw error;
  }
}

function validation<L extends Loss, M extends Metrics>(
  model: Model,
  loss: L,
  metrics: M | undefined,
  data: Data | undefined,
  batchSize = BATCH_SIZE,
): (() => Evaluation<L, M>) | undefined {
  if (!data) return undefined;
  const batches = new Batches(data, batchSize);
  const means = new Means(loss, metrics);
  return () => {
    evaluateBatches(model, loss, batches, means);
    return means.result();
  };
}
