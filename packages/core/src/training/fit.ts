import { checkOptions } from "@downhill/plugin/arguments";
import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model/model.ts";
import type { Data } from "./batches.ts";
import type { History } from "./history.ts";
import type { Metrics, NoMetrics } from "./means.ts";
import { FIT_OPTIONS, type FitOptions, type Stepper } from "./options.ts";
import { iterate } from "./training.ts";

/**
 * Trains: for each step forward, loss, backward, clipping, `onBatch`, step; and after an epoch's last step `onEpoch`.
 * Without `batchSize` a step is of all data. It is `training` run to its end.
 * A model and an optimizer that are stored in `onEpoch` resume to the bit with `from: epoch + 1`.
 * @throws RangeError or TypeError for a model, data or options that do not fit each other, or are something else.
 *   Then model and optimizer are as they were: the loss is shown all labels before the first step, and what only a layer
 *   can tell undoes the first epoch. (Random streams go on from where they are.)
 *   DivergenceError where the optimizer refuses gradients that are not finite.
 */
export function fit<O extends Stepper, L extends Loss, M extends Metrics = NoMetrics>(
  model: Model,
  data: Data,
  options: FitOptions<O, L, M>,
): History<L, M> {
  checkOptions("fit", options, FIT_OPTIONS);
  const steps = iterate<O, L, M, never>("fit", model, data, options, undefined);
  return steps.next().value as History<L, M>;
}
