import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model/model.ts";
import { Batches, type Data } from "./batches.ts";
import { callbacksOf, tell, tellEnd } from "./callbacks.ts";
import { checkFit } from "./check.ts";
import { evaluateBatches } from "./evaluate.ts";
import { type History, Recorder } from "./history.ts";
import { type Evaluation, LossMean, Means, type Metrics, type NoMetrics, numbers } from "./means.ts";
import type { FitOptions, Stepper } from "./options.ts";
import { BATCH_SIZE } from "./predict.ts";
import { Rollback } from "./rollback.ts";
import { epochStreams } from "./shuffle.ts";
import { StepGradients } from "./step-gradients.ts";
import { trainedBy } from "./trained.ts";
import { withWeights } from "./weights.ts";

/**
 * Trains: for each step forward, loss, backward, clipping, `onBatch`, step; and after an epoch's last step `onEpoch`.
 * Without `batchSize` a step is of all data.
 * A model and an optimizer that are stored in `onEpoch` resume to the bit with `from: epoch + 1`.
 * @throws RangeError or TypeError for a model, data or options that do not fit each other, or are something else.
 *   Then model and optimizer are as they were: the loss is shown all labels before the first step, and what only a layer
 *   can tell undoes the first epoch. (Random streams go on from where they are.)
 */
export function fit<O extends Stepper, L extends Loss, M extends Metrics = NoMetrics>(
  model: Model,
  data: Data,
  options: FitOptions<O, L, M>,
): History<L, M> {
  checkFit(model, data, options);
  const { loss, optimizer, epochs, from = 0, batchSize, accumulate = 1, clip, metrics } = options;
  const callbacks = callbacksOf<O, L, M>(options);
  const watchers = callbacks.filter((callback) => callback.onBatch);
  const trained = trainedBy(model, optimizer);
  const size = batchSize ?? data.x.shape[0]!;
  const { shuffle = size < data.x.shape[0]! ? 0 : false } = options;
  const batches = new Batches(data, size, epochStreams("fit", shuffle));
  const gradients = new StepGradients<L, M>(model, loss, batches, { accumulate, clip, trained });
  const means = new Means(loss, metrics);
  const penalties = new LossMean({ reduction: "mean" });
  const validate = validation(model, options);
  const training = new Recorder<L, M>(loss, metrics);
  const validations = validate && new Recorder<L, M>(loss, metrics);
  // A batch alone is seen before any step; but a layer's buffers may have changed before another refuses it.
  const isRisky = batches.count > 1 || validate !== undefined || Object.keys(model.buffers()).length > 0;
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

  let step = 0;
  const evaluate = () => gradients.again(step);
  const compute = () => gradients.compute(step, means);

  /** Whether the epoch came to its end. */
  const train = (epoch: number): boolean => {
    batches.shuffle(epoch);
    means.reset();
    penalties.reset();
    for (step = 0; step < gradients.count; step++) {
      const value = attempt(compute);
      means.loss.add(gradients.loss.value, gradients.loss.weight, gradients.loss.rest);
      penalties.add(gradients.penalty, gradients.samples(step));
      if (watchers.length > 0) {
        const told = { epoch, batch: step, batches: gradients.count, loss: value, model, optimizer };
        if (!tell(watchers, "onBatch", told)) return false;
      }
      optimizer.step(evaluate, value);
    }
    return true;
  };
  const report = (epoch: number): boolean => {
    const result = means.result(penalties.value);
    const validated = validate && attempt(validate);
    training.add(result);
    if (validated) validations?.add(validated);
    return tell(callbacks, "onEpoch", { ...result, epoch, validation: validated, model, optimizer });
  };

  const names = Object.keys(numbers(means.result(), validate && means.result()));
  tell(callbacks, "onStart", { model, names });
  let stopped = false;
  try {
    for (let epoch = from; epoch < from + epochs && !stopped; epoch++) {
      stopped = !(train(epoch) && report(epoch));
      rollback = undefined;
    }
  } catch (error) {
    try {
      tellEnd(callbacks, { model });
    } catch {
      // It is the first error that tells what went wrong.
    }
    throw error;
  } finally {
    gradients.release();
  }
  tellEnd(callbacks, { model });
  return { from, ...training.curves, validation: validations?.curves, stopped };
}

/** Evaluates the validation data, if there are any. */
function validation<O extends Stepper, L extends Loss, M extends Metrics>(
  model: Model,
  { loss, metrics, optimizer, validation, batchSize = BATCH_SIZE }: FitOptions<O, L, M>,
): (() => Evaluation<L, M>) | undefined {
  if (!validation) return undefined;
  const batches = new Batches(validation, batchSize);
  const means = new Means(loss, metrics);
  return () => {
    withWeights(optimizer, () => evaluateBatches(model, loss, batches, means));
    return means.result();
  };
}
