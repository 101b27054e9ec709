import { checkOptions, checkWhole } from "@downhill/plugin/arguments";
import type { Loss } from "../losses/loss.ts";
import { infer } from "../model/engine.ts";
import type { Model } from "../model/model.ts";
import { checkArguments, checkMetrics } from "./arguments.ts";
import { Batches, checkData, type Data, inBatch } from "./batches.ts";
import { addLoss, type Evaluation, Means, type Metrics, type NoMetrics } from "./means.ts";
import { atOnce, never, PAUSE, type Pausing } from "./pause.ts";
import { BATCH_SIZE } from "./predict.ts";

export interface EvaluateOptions<L extends Loss, M extends Metrics = NoMetrics> {
  readonly loss: L;
  /** What to compute beside the loss, and the accuracy that one of classes or a binary one brings. Default: nothing. */
  readonly metrics?: (M & Metrics) | undefined;
  /** How many samples the model sees at a time. Default 256. */
  readonly batchSize?: number | undefined;
}

/**
 * The loss of the data and their metrics, with the model used as it is: nothing is dropped out, batches are normalised
 * by running statistics, and nothing changes but the activations. Regularisation is not part of the loss. Whatever the
 * batch size, accuracy and metrics are those of all data at once, and so is the loss but for rounding.
 * @throws RangeError for data that do not fit the model, the loss or each other, or an option that is out of range, or
 *   none; TypeError for a model, data or loss that are something else.
 */
export function evaluate<L extends Loss, M extends Metrics = NoMetrics>(
  model: Model,
  data: Data,
  options: EvaluateOptions<L, M>,
): Evaluation<L, M> {
  checkOptions("evaluate", options, ["loss", "metrics", "batchSize"]);
  checkArguments("evaluate", model, data, options);
  const { loss, metrics, batchSize = BATCH_SIZE } = options;
  checkWhole("evaluate", "batchSize", batchSize);
  checkMetrics("evaluate", metrics);
  checkData("evaluate", data, model.inputShape);
  const means = new Means(loss, metrics);
  atOnce(evaluating(model, loss, new Batches(data, batchSize), means, never));
  return means.result();
}

/** Fills `means`, and pauses between two batches wherever that is due. */
export function* evaluating<L extends Loss, M extends Metrics>(
  model: Model,
  loss: L,
  batches: Batches,
  means: Means<L, M>,
  due: () => boolean,
): Pausing<void> {
  means.reset();
  for (let b = 0; b < batches.count; b++) {
    const data = batches.at(b);
    try {
      const outputs = infer(model, data.x);
      addLoss(means.loss, loss, outputs, data);
      means.addMetrics(outputs, data);
    } catch (error) {
      throw inBatch(error, b, batches);
    }
    if (due()) yield PAUSE;
  }
  // Now, while the model is as it was: see `result`.
  means.result();
}
