import { checkChoice, checkOptions } from "@downhill/plugin/arguments";
import { isRowArgmax } from "../data/argmax.ts";
import { IGNORED, type Labels } from "../data/labels.ts";
import { checkOutputs } from "../data/outputs.ts";
import { checkSamples, checkTensor, type Tensor } from "../data/tensor.ts";
import { checkIgnoreIndex } from "../losses/class-targets.ts";
import type { LossKind } from "../losses/loss.ts";
import { checkTargets, SHARE } from "../losses/targets.ts";
import { classesOf } from "./classes.ts";

export interface AccuracyOptions {
  /**
   * What the outputs are: of `classes`, the largest of each row counts; `binary` ones are logits, as `sigmoidCrossEntropy`
   * takes them, and each is right or wrong. Default: `binary` for one column, `classes` for several.
   */
  readonly kind?: "classes" | "binary" | undefined;
  /** Samples with that label do not count, of `classes`. Default: none. */
  readonly ignoreIndex?: number | undefined;
}

/** How many samples, or binary outputs, counted, and how many of them were right. */
export interface Tally {
  counted: number;
  correct: number;
}

/**
 * The share that is right: 0 to 1, or NaN if none counts.
 *
 * Of classes: the share of rows whose largest output is at the sample's class. Of equal outputs the first counts, and NaN
 * counts as the largest, as in `np.argmax`. Of labels that are probabilities, the class is the likeliest.
 *
 * Of binary outputs: the share of all elements where logit z > 0 and target t > ½ are both true or both false. NaN is wrong.
 * @throws RangeError for labels that do not fit, an empty batch, or an option that is out of range or none; TypeError for
 *   outputs, labels or options of another type.
 */
export function accuracy(outputs: Tensor, labels: Labels, options: AccuracyOptions = {}): number {
  checkOptions("accuracy", options, ["kind", "ignoreIndex"]);
  checkTensor("accuracy", "outputs", outputs);
  const { ignoreIndex } = options;
  const { kind = outputs.shape[1] === 1 && outputs.shape.length === 2 ? "binary" : "classes" } = options;
  checkChoice("accuracy", "kind", kind, ["classes", "binary"]);
  checkIgnoreIndex("accuracy", ignoreIndex);
  if (kind === "binary" && ignoreIndex !== undefined) {
    throw new RangeError(`accuracy: ignoreIndex is for classes, got ${ignoreIndex} for binary outputs`);
  }
  const tally = { counted: 0, correct: 0 };
  count(tally, outputs, labels, kind, ignoreIndex);
  return tally.correct / tally.counted;
}

/** Adds a batch to a tally; of `values`, nothing. @throws RangeError or TypeError as `accuracy`. */
export function count(
  tally: Tally,
  outputs: Tensor,
  labels: Labels,
  kind: LossKind,
  ignoreIndex?: number | undefined,
): void {
  if (kind === "classes") countClasses(tally, outputs, labels, ignoreIndex);
  else if (kind === "binary") countBinary(tally, outputs, labels);
}

function countClasses(tally: Tally, outputs: Tensor, labels: Labels, ignoreIndex: number | undefined): void {
  const size = checkOutputs("accuracy", outputs);
  const [samples, classes] = size;
  const targets = classesOf("accuracy", labels, size, ignoreIndex);
  for (let i = 0; i < samples; i++) {
    if (targets[i] === IGNORED) continue;
    tally.counted++;
    if (isRowArgmax(outputs.data, i * classes, classes, targets[i]!)) tally.correct++;
  }
}

function countBinary(tally: Tally, outputs: Tensor, labels: Labels): void {
  checkTensor("accuracy", "outputs", outputs);
  checkSamples("accuracy", outputs);
  const given = checkTargets("accuracy", outputs.shape, labels, SHARE);
  const { data } = outputs;
  for (let i = 0; i < data.length; i++) {
    const z = data[i]!;
    if (given[i]! > 0.5 ? z > 0 : z <= 0) tally.correct++;
  }
  tally.counted += data.length;
}
