import { checkOptions } from "@downhill/optimizer/arguments";
import { argmax, IGNORED, type Labels, likeliestClasses } from "./labels.ts";
import { checkBatch, type Tensor } from "./tensor.ts";

export interface AccuracyOptions {
  /** Samples with that label do not count. Default: none. */
  readonly ignoreIndex?: number | undefined;
}

/** How many samples counted, and how many of them were right. */
export interface Tally {
  counted: number;
  correct: number;
}

/** Grows with the batches, so that a step allocates nothing. */
let targets = new Int32Array(0);

/**
 * The share of rows whose largest output is at the sample's class: 0 to 1, or NaN if none counts. Of equal outputs the
 * first counts, and NaN counts as the largest, as in `np.argmax`. Of labels that are probabilities, the class is the
 * likeliest.
 * @throws RangeError for labels that do not fit, or an empty batch.
 */
export function accuracy(outputs: Tensor, labels: Labels, options: AccuracyOptions = {}): number {
  checkOptions("accuracy", options, ["ignoreIndex"]);
  const tally = { counted: 0, correct: 0 };
  count(tally, outputs, labels, options.ignoreIndex);
  return tally.correct / tally.counted;
}

/** Adds a batch to a tally. @throws RangeError as `accuracy`. */
export function count(tally: Tally, outputs: Tensor, labels: Labels, ignoreIndex: number | undefined): void {
  checkBatch("accuracy", outputs);
  const [samples, classes] = outputs.shape as [number, number];
  if (targets.length < samples) targets = new Int32Array(samples);
  likeliestClasses("accuracy", labels, classes, targets.subarray(0, samples), ignoreIndex);
  for (let i = 0; i < samples; i++) {
    if (targets[i] === IGNORED) continue;
    tally.counted++;
    if (argmax(outputs.data, i * classes, classes) === targets[i]) tally.correct++;
  }
}
