import { checkBoolean, checkWhole } from "@downhill/plugin/arguments";
import { tensor } from "../data/tensor.ts";
import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model/model.ts";
import { checkArguments, checkMetrics, checkOptimizer, checkTensors } from "./arguments.ts";
import { checkData, type Data, views } from "./batches.ts";
import { checkClip } from "./clip.ts";
import { addLoss, LossMean, type Metrics } from "./means.ts";
import type { FitOptions, Stepper } from "./options.ts";
import { checkPlace } from "./place.ts";
import { BATCH_SIZE } from "./predict.ts";

/** So many outputs at least are shown to a loss at once. */
const AT_ONCE = 65_536;

/** @throws RangeError or TypeError for whatever does not fit, labels included, naming it. Nothing has changed then. */
export function checkFit<O extends Stepper, L extends Loss, M extends Metrics>(
  owner: string,
  model: Model,
  data: Data,
  options: FitOptions<O, L, M>,
): void {
  checkArguments(owner, model, data, options);
  const { loss, optimizer, epochs, from, batchSize, dropLast, accumulate, clip, metrics, validation } = options;
  checkOptimizer(owner, optimizer);
  checkWhole(owner, "epochs", epochs, 0);
  if (from !== undefined) checkPlace(owner, from);
  if (batchSize !== undefined) checkWhole(owner, "batchSize", batchSize);
  if (dropLast !== undefined) checkBoolean(owner, "dropLast", dropLast);
  if (accumulate !== undefined) checkWhole(owner, "accumulate", accumulate);
  if (clip !== undefined) checkClip(owner, clip);
  checkMetrics(owner, metrics);
  check(owner, owner, model, loss, data, batchSize ?? data.x.shape[0]!);
  const samples = data.x.shape[0]!;
  if (dropLast && batchSize !== undefined && batchSize > samples) {
    throw new RangeError(`${owner}: dropLast leaves no batch of ${samples} samples: batchSize is ${batchSize}`);
  }
  if (validation === undefined) return;
  checkTensors(`${owner}: validation`, validation);
  check(owner, `${owner}: validation`, model, loss, validation, batchSize ?? BATCH_SIZE);
}

/** Whether data fit, labels included. What a loss of one's own makes of these it may tell only of outputs: it gets some. */
function check(fit: string, owner: string, model: Model, loss: Loss, data: Data, batchSize: number): void {
  checkData(owner, data, model.inputShape);
  checkFinite(owner, data, model);
  const samples = data.x.shape[0]!;
  if (loss.check !== undefined) {
    named(fit, owner, () => loss.check?.([samples, ...model.outputShape], data.y, data.sampleWeight));
    return;
  }
  // No more of them than the training needs, or than costs nothing.
  const rows = Math.max(batchSize, Math.ceil(AT_ONCE / model.outputs));
  let outputs = tensor({ shape: [Math.min(rows, samples), ...model.outputShape] });
  for (let start = 0; start < samples; start += rows) {
    const end = Math.min(start + rows, samples);
    if (end - start < outputs.shape[0]!) outputs = tensor({ shape: [end - start, ...model.outputShape] });
    const where = end - start < samples ? `${owner}: from sample ${start} on` : owner;
    const batch = end - start === samples ? data : views(data, start, end);
    named(fit, where, () => addLoss(new LossMean(loss), loss, outputs, batch));
  }
}

/** Runs, and names whose data it was in what is thrown; those of `fit` itself need no name. */
function named(fit: string, owner: string, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (owner !== fit && error instanceof Error) error.message = `${owner}: ${error.message}`;
    throw error;
  }
}

function checkFinite(owner: string, { x: { data } }: Data, { inputs }: Model): void {
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i]!)) continue;
    throw new RangeError(`${owner}: x[${i}] is ${data[i]}, of sample ${Math.floor(i / inputs)}`);
  }
}
