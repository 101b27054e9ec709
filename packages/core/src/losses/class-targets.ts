import { AT_LEAST_0, checkNumbers, refuseNumber } from "@downhill/plugin/arguments";
import {
  checkClasses,
  checkLabelRows,
  checkProbabilities,
  classIndices,
  IGNORED,
  type Integers,
  isIntegers,
  isTensor,
  type Labels,
  probabilityRows,
} from "../data/labels.ts";
import { checkOutputShape } from "../data/outputs.ts";
import type { Shape } from "../data/tensor.ts";
import type { Batch } from "./batch.ts";
import { checkReduction, type Reduction } from "./reduction.ts";
import { checkSampleWeight, totalWeight } from "./sample-weight.ts";

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
 * @throws RangeError or TypeError for weights that are not finite numbers ≥ 0, or another option that is out of range.
 */
export function classOptions(
  owner: string,
  { classWeights, ignoreIndex, reduction = "mean" }: ClassOptions,
): Counting & { readonly reduction: Reduction } {
  checkReduction(owner, reduction);
  checkIgnoreIndex(owner, ignoreIndex);
  if (classWeights !== undefined) checkWeights(owner, "classWeights", classWeights);
  return { classWeights: classWeights && Float64Array.from(classWeights), ignoreIndex, reduction };
}

export function checkIgnoreIndex(owner: string, ignoreIndex: number | undefined): void {
  if (ignoreIndex !== undefined && !Number.isSafeInteger(ignoreIndex)) {
    refuseNumber(owner, "ignoreIndex", "a whole number", ignoreIndex);
  }
}

/** @throws RangeError or TypeError for anything but a list of finite numbers ≥ 0, at least one. */
export function checkWeights(owner: string, argument: string, weights: ArrayLike<number>): void {
  checkNumbers(owner, argument, weights, AT_LEAST_0);
  if (weights.length === 0) throw new RangeError(`${owner}: ${argument} must be a list of numbers, got none`);
}

/** What labels that are rows are. */
type Rows = "probabilities" | "one-hot";

/** How the samples of a loss count, whatever the batch. */
export interface Counting extends Pick<ClassOptions, "classWeights" | "ignoreIndex"> {
  /** The share of each label that is spread over all classes. Default 0. */
  readonly smoothing?: number;
}

/** Whether samples count differently, so that the batch's counts are to be heeded. */
export function countsDiffer(
  { classWeights, ignoreIndex }: Counting,
  sampleWeight: ArrayLike<number> | undefined,
): boolean {
  return classWeights !== undefined || ignoreIndex !== undefined || sampleWeight !== undefined;
}

/**
 * Writes the samples' classes to the batch's indices, and where they differ, what the samples count to its counts: v·w, v
 * the sample's weight and w the class's. A sample that is ignored has class 0 and counts 0.
 * @param rows what labels that are rows are; of probabilities that are one-hot, the batch has the classes already
 * @returns what a mean divides by
 * @throws RangeError or TypeError for labels or weights that do not fit; then the batch is as it was.
 */
export function fillIndices(
  owner: string,
  batch: Batch,
  labels: Labels,
  rows: Rows,
  counting: Counting,
  sampleWeight: ArrayLike<number> | undefined,
): number {
  const { samples, classes, indices, counts } = batch;
  const { classWeights, ignoreIndex } = counting;
  const soft = isTensor(labels) && rows === "probabilities";
  checkCounting(owner, [samples, classes], soft, counting, sampleWeight);
  if (soft) checkLabelRows(owner, labels, classes, samples);
  else if (ignoreIndex === undefined) classIndices(owner, labels, classes, indices);
  const kept = ignoreIndex === undefined ? samples : keptIndices(owner, batch, labels, ignoreIndex);
  if (classWeights === undefined && sampleWeight === undefined) return kept;
  if (ignoreIndex === undefined) counts.fill(1);
  if (sampleWeight === undefined) {
    const weight = weigh(counts, indices, classWeights!);
    return soft ? samples : weight;
  }
  const weight = weighEach(counts, indices, classWeights ?? new Float64Array(classes).fill(1), sampleWeight);
  return soft ? totalWeight(sampleWeight) : weight;
}

/** Lets samples count 1, and those that are ignored 0, as of class 0. Returns how many count. */
function keptIndices(owner: string, batch: Batch, labels: Labels, ignoreIndex: number): number {
  const { samples, classes, indices } = batch;
  const kept = isIntegers(labels) && labels.length === samples ? tally(batch, labels, ignoreIndex) : -1;
  if (kept >= 0) return kept;
  classIndices(owner, labels, classes, indices, ignoreIndex);
  return tally(batch, indices, IGNORED);
}

/** The same in one pass, which may find that they are no classes: then it returns -1. */
function tally({ samples, classes, indices, counts }: Batch, labels: Integers, ignoreIndex: number): number {
  const last = classes - 1;
  let signs = 0;
  let kept = 0;
  for (let i = 0; i < samples; i++) {
    const count = labels[i] === ignoreIndex ? 0 : 1;
    const index = labels[i]! & -count;
    // Neither an index nor what is left to the last has a sign.
    signs |= index | (last - index);
    indices[i] = index;
    counts[i] = count;
    kept += count;
  }
  return signs < 0 ? -1 : kept;
}

// A loop each, in which nothing has to be looked up but numbers. Both return the sum of what is counted.

function weigh(counts: Float32Array, indices: Int32Array, classWeights: ArrayLike<number>): number {
  let weight = 0;
  for (let i = 0; i < indices.length; i++) {
    const count = counts[i]! * classWeights[indices[i]!]!;
    counts[i] = count;
    weight += count;
  }
  return weight;
}

function weighEach(
  counts: Float32Array,
  indices: Int32Array,
  classWeights: ArrayLike<number>,
  sampleWeight: ArrayLike<number>,
): number {
  let weight = 0;
  for (let i = 0; i < indices.length; i++) {
    const count = counts[i]! * sampleWeight[i]! * classWeights[indices[i]!]!;
    counts[i] = count;
    weight += count;
  }
  return weight;
}

/**
 * Writes what each sample's ln p count to the batch's targets: v·w·((1 - s)·t + s / classes), v the sample's weight, w the
 * class's, t the label's probability of it and s the smoothing; zeros for a sample that is ignored. Labels that are rows
 * are probabilities.
 * @returns what a mean divides by
 * @throws RangeError or TypeError for labels or weights that do not fit; then the batch is as it was.
 */
export function fillTargets(
  owner: string,
  batch: Batch,
  labels: Labels,
  counting: Counting,
  sampleWeight: ArrayLike<number> | undefined,
): number {
  const { samples, classes, indices, targets } = batch;
  const { classWeights, ignoreIndex, smoothing = 0 } = counting;
  const soft = isTensor(labels);
  checkCounting(owner, [samples, classes], soft, counting, sampleWeight);
  if (soft) probabilityRows(owner, labels, samples, classes, targets);
  else classIndices(owner, labels, classes, indices, ignoreIndex);
  const kept = 1 - smoothing;
  const spread = smoothing / classes;
  let weight = 0;
  for (let i = 0; i < samples; i++) {
    const start = i * classes;
    const end = start + classes;
    const own = sampleWeight === undefined ? 1 : sampleWeight[i]!;
    if (soft) {
      weight += own;
      if (own === 1 && classWeights === undefined && smoothing === 0) continue;
      for (let at = start; at < end; at++) {
        targets[at] = own * (classWeights?.[at - start] ?? 1) * (kept * targets[at]! + spread);
      }
      continue;
    }
    const index = indices[i]!;
    if (index === IGNORED) {
      targets.fill(0, start, end);
      continue;
    }
    const count = own * (classWeights?.[index] ?? 1);
    weight += count;
    if (classWeights === undefined) targets.fill(own * spread, start, end);
    else for (let j = 0; j < classes; j++) targets[start + j] = own * classWeights[j]! * spread;
    targets[start + index] = count * (kept + spread);
  }
  return weight;
}

/** Checks labels and weights as `fillTargets` does, for outputs of that shape. */
export function checkClassTargets(
  owner: string,
  shape: Shape,
  labels: Labels,
  rows: Rows,
  counting: Counting,
  sampleWeight: ArrayLike<number> | undefined,
): void {
  const [samples, classes] = checkOutputShape(owner, shape);
  const soft = isTensor(labels) && rows === "probabilities";
  checkCounting(owner, [samples, classes], soft, counting, sampleWeight);
  if (soft) checkProbabilities(owner, labels, classes, samples);
  else checkClasses(owner, labels, classes, samples, counting.ignoreIndex);
}

function checkCounting(
  owner: string,
  [samples, classes]: readonly [number, number],
  soft: boolean,
  { classWeights, ignoreIndex }: Counting,
  sampleWeight: ArrayLike<number> | undefined,
): void {
  if (classWeights && classWeights.length !== classes) {
    throw new RangeError(
      `${owner}: classWeights must be one for each of ${classes} classes, got ${classWeights.length}`,
    );
  }
  if (sampleWeight !== undefined) checkSampleWeight(owner, sampleWeight, samples);
  if (soft && ignoreIndex !== undefined) {
    throw new RangeError(`${owner}: ignoreIndex is for labels that are class indices, got rows of probabilities`);
  }
}
