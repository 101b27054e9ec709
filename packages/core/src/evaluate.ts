import { Batches, checkData, type Data, inBatch } from "./batches.ts";
import { type Evaluation, Means, type Metrics, type NoMetrics } from "./evaluate-means.ts";
import type { Loss } from "./losses/loss.ts";
import type { Model } from "./model.ts";
import { BATCH_SIZE } from "./predict.ts";
import { checkWhole } from "./whole.ts";

export interface EvaluateOptions<L extends Loss, M extends Metrics = NoMetrics> {
  readonly loss: L;
  /** What to compute beside the loss, and the accuracy that a loss over classes brings. Default: nothing. */
  readonly metrics?: M;
  /** How many samples the model sees at a time. Default 256. */
  readonly batchSize?: number;
}

/**
 * The mean loss of the data and their metrics, with the model used as it is: nothing is dropped out, batches are
 * normalised by running statistics, and nothing changes but the activations. Regularisation is not part of the loss.
 * @throws RangeError for data that do not fit the model, the loss or each other.
 */
export function evaluate<L extends Loss, M extends Metrics = NoMetrics>(
  model: Model,
  data: Data,
  { loss, metrics, batchSize = BATCH_SIZE }: EvaluateOptions<L, M>,
): Evaluation<L, M> {
  checkWhole("evaluate", "batchSize", batchSize);
  checkData("evaluate", data, model.inputShape);
  const means = new Means(loss, metrics);
  evaluateBatches(model, loss, new Batches(data, batchSize), means);
  return means.result();
}

export function evaluateBatches<L extends Loss, M extends Metrics>(
  model: Model,
  loss: L,
  batches: Batches,
  means: Means<L, M>,
): void {
  means.reset();
  for (let b = 0; b < batches.count; b++) {
    const { x, y } = batches.at(b);
    try {
      const outputs = model.infer(x);
      means.addLoss(loss.forward(outputs, y), x.shape[0]!);
      means.addMetrics(outputs, y);
    } catch (error) {
      throw inBatch(error, b, batches);
    }
  }
}
