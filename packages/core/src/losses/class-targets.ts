import { classIndices, IGNORED, isTensor, type Labels, probabilities } from "../labels.ts";
import type { Batch } from "./batch.ts";
import { checkReduction, type Reduction } from "./reduction.ts";

/** How the samples of a loss over classes count. */
export interface ClassOptions {
  /**
   * One for each class, ≥ 0: what its samples count. A mean divides by the sum of the weights of the samples' classes;
   * where labels are rows of probabilities, whose classes each have a weight of their own, by the number of samples.
   * Default: all 1.
   */
  readonly classWeights?: ArrayLike<number> | undefined;
  /** Samples with that label count for nothing: neither in the loss, nor its gradient, nor the accuracy. Default: none. */
  readonly ignoreIndex?: number | undefined;
  /** Default `mean`. */
  readonly reduction?: Reduction | undefined;
}

export const CLASS_OPTIONS = ["classWeights", "ignoreIndex", "reduction"] as const;

/**
 * The options with their defaults, the weights copied.
 * @throws RangeError for weights that are not finite numbers ≥ 0, or another option that is out of range.
 */
export function classOptions(owner: string, { classWeights, ignoreIndex, reduction = "mean" }: ClassOptions) {
  checkReduction(owner, reduction);
  if (ignoreIndex !== undefined && !Number.isSafeInteger(ignoreIndex)) {
    throw new RangeError(`${owner}: ignoreIndex must be a whole number, got ${ignoreIndex}`);
  }
  if (classWeights !== undefined) checkWeights(`${owner}: classWeights`, classWeights);
  return { classWeights: classWeights && Float64Array.from(classWeights), ignoreIndex, reduction };
}

/** @throws RangeError for anything but a list of finite numbers ≥ 0. */
export function checkWeights(what: string, weights: ArrayLike<number>): void {
  if (!(typeof weights === "object" && weights?.length > 0)) {
    throw new RangeError(`${what} must be a list of numbers, got ${weights}`);
  }
  for (let j = 0; j < weights.length; j++) {
    const weight = weights[j]!;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${what}[${j}] must be a finite number ≥ 0, got ${weight}`);
    }
  }
}

/**
 * Writes what each sample's ln p count to the batch's targets: w·((1 - s)·t + s / classes), w the class's weight, t the
 * label's probability of it and s the smoothing; zeros for a sample that is ignored.
 * @param rows whether labels that are rows are probabilities, or one-hot
 * @returns what a mean divides by
 * @throws RangeError for labels or weights that do not fit; then the batch is as it was.
 */
export function fillTargets(
  owner: string,
  batch: Batch,
  labels: Labels,
  rows: "probabilities" | "one-hot",
  { classWeights, ignoreIndex }: ClassOptions,
  smoothing = 0,
): number {
  const { samples, classes, indices, targets } = batch;
  if (classWeights && classWeights.length !== classes) {
    throw new RangeError(
      `${owner}: classWeights must be one for each of ${classes} classes, got ${classWeights.length}`,
    );
  }
  const soft = isTensor(labels) && rows === "probabilities";
  if (soft) {
    if (ignoreIndex !== undefined) {
      throw new RangeError(`${owner}: ignoreIndex is for labels that are class indices, got rows of probabilities`);
    }
    probabilities(owner, labels, samples, classes, targets);
  } else {
    classIndices(owner, labels, classes, indices, ignoreIndex);
    targets.fill(0);
    for (let i = 0; i < samples; i++) if (indices[i] !== IGNORED) targets[i * classes + indices[i]!] = 1;
  }
  let weight = 0;
  for (let i = 0; i < samples; i++) {
    if (!soft && indices[i] === IGNORED) continue;
    weight += soft ? 1 : (classWeights?.[indices[i]!] ?? 1);
    if (classWeights || smoothing > 0) weigh(targets, i * classes, classes, classWeights, smoothing);
  }
  return weight;
}

function weigh(
  targets: Float32Array,
  start: number,
  classes: number,
  weights: ArrayLike<number> | undefined,
  smoothing: number,
): void {
  for (let j = 0; j < classes; j++) {
    targets[start + j] = (weights?.[j] ?? 1) * ((1 - smoothing) * targets[start + j]! + smoothing / classes);
  }
}
