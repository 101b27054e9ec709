import { isList, show } from "@downhill/plugin/arguments";
import { rowArgmax } from "./argmax.ts";
import { checkBatch, checkTensor, type Tensor, typeOf } from "./tensor.ts";

/**
 * What a loss compares outputs with. For a loss over classes: the index of each sample's class, from 0 on, or a row of
 * probabilities for each, samples × classes. For others: a tensor of the outputs' shape, or a list of as many numbers.
 */
export type Labels = ArrayLike<number> | Tensor;

/** The index of a sample that does not count. */
export const IGNORED = -1;

/** Of what may be anything yet. */
export function isTensor(labels: Labels): labels is Tensor {
  return typeof labels === "object" && labels !== null && "shape" in labels;
}

/** @throws TypeError for anything but a list or a tensor. */
export function checkLabels(owner: string, what: string, labels: Labels): void {
  if (isTensor(labels)) checkTensor(owner, what, labels);
  else if (!isList(labels)) {
    throw new TypeError(`${owner}: ${what} must be a list of numbers or a tensor, got ${show(labels)}`);
  }
}

/**
 * What to throw for a label that is none: a TypeError where it is no number.
 * @param what what it is, and of which sample
 */
export function wrongLabel(owner: string, what: string, label: unknown, sample: number, why: string): Error {
  if (isList(label)) {
    return new TypeError(
      `${owner}: ${what} of sample ${sample} is a list, got ${show(label)} (rows are given as tensor([[…]]))`,
    );
  }
  const message = `${owner}: ${what} ${show(label)} of sample ${sample} is ${why}`;
  return typeof label === "number" ? new RangeError(message) : new TypeError(message);
}

/**
 * Checks labels that are classes: indices, or one-hot rows.
 * @returns whether they are a typed array of indices, none of them out of range
 * @throws RangeError or TypeError as `classIndices`.
 */
export function checkClasses(
  owner: string,
  labels: Labels,
  classes: number,
  samples: number,
  ignoreIndex: number | undefined,
): labels is Uint8Array | Int32Array {
  checkLabels(owner, "labels", labels);
  if (isTensor(labels)) {
    checkOneHot(owner, labels, classes, samples);
    return false;
  }
  checkCount(owner, labels.length, samples);
  if (areIndices(labels, classes)) return true;
  checkIndices(owner, labels, classes, ignoreIndex);
  return false;
}

/**
 * Writes the class indices of `labels` to `targets`, `IGNORED` for those that are `ignoreIndex`, which may be none.
 * @param owner whose name the error message starts with
 * @throws RangeError for another number of labels than `targets` holds; for an index that is fractional or not below
 *   `classes`; for a row that is not one-hot; TypeError for what is no number. Then `targets` is as it was.
 */
export function classIndices(
  owner: string,
  labels: Labels,
  classes: number,
  targets: Int32Array,
  ignoreIndex?: number,
): void {
  if (checkClasses(owner, labels, classes, targets.length, ignoreIndex)) {
    targets.set(labels);
    ignore(targets, ignoreIndex);
  } else if (isTensor(labels)) {
    for (let i = 0, p = 0; i < targets.length; i++) {
      for (let j = 0; j < classes; j++, p++) if (labels.data[p] === 1) targets[i] = j;
    }
    ignore(targets, ignoreIndex);
  } else {
    // Not by `set`: an `ignoreIndex` may have more than 32 bits.
    for (let i = 0; i < targets.length; i++) targets[i] = labels[i] === ignoreIndex ? IGNORED : labels[i]!;
  }
}

function ignore(targets: Int32Array, ignoreIndex: number | undefined): void {
  if (ignoreIndex === undefined) return;
  for (let i = 0; i < targets.length; i++) if (targets[i] === ignoreIndex) targets[i] = IGNORED;
}

/**
 * The same, but of rows of probabilities the class of each is that of the first maximum.
 * @throws RangeError or TypeError as `classIndices`.
 */
export function likeliestClasses(
  owner: string,
  labels: Labels,
  classes: number,
  targets: Int32Array,
  ignoreIndex?: number,
): void {
  checkLabels(owner, "labels", labels);
  if (!isTensor(labels)) {
    classIndices(owner, labels, classes, targets, ignoreIndex);
    return;
  }
  checkRows(owner, "labels", labels, classes, targets.length);
  for (let i = 0; i < targets.length; i++) targets[i] = rowArgmax(labels.data, i * classes, classes);
  ignore(targets, ignoreIndex);
}

/**
 * Writes labels that are rows of probabilities to `targets`, samples × classes.
 * @throws RangeError for labels that do not fit, a probability below 0, or a row that does not sum to 1 within 10⁻⁴;
 *   TypeError for something else than a tensor. Then `targets` is as it was.
 */
export function probabilityRows(
  owner: string,
  labels: Tensor,
  samples: number,
  classes: number,
  targets: Float32Array,
): void {
  checkProbabilities(owner, labels, classes, samples);
  targets.set(labels.data);
}

/** Whether it is known at once that they are all class indices. */
function areIndices(labels: ArrayLike<number>, classes: number): boolean {
  const type = typeOf(labels);
  return (type === "Uint8Array" || type === "Int32Array") && areBelow(labels as Uint8Array | Int32Array, classes);
}

function checkIndices(
  owner: string,
  labels: ArrayLike<number>,
  classes: number,
  ignoreIndex: number | undefined,
): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === ignoreIndex) continue;
    if (!Number.isInteger(label)) throw wrongLabel(owner, "label", label, i, "not a whole number");
    if (label < 0 || label >= classes) {
      throw new RangeError(`${owner}: label ${label} of sample ${i} is outside 0 to ${classes - 1}`);
    }
  }
}

/** Whether they are all from 0 to below `classes`: where none is, neither it nor what is left to the last has a sign. */
function areBelow(labels: Uint8Array | Int32Array, classes: number): boolean {
  const last = classes - 1;
  let signs = 0;
  for (let i = 0; i < labels.length; i++) signs |= labels[i]! | (last - labels[i]!);
  return signs >= 0;
}

function checkRows(owner: string, kind: string, labels: Tensor, classes: number, samples: number): void {
  checkBatch(`${owner}: ${kind}`, labels, classes);
  checkCount(owner, labels.shape[0]!, samples);
}

/** @throws RangeError or TypeError as `probabilityRows`. */
export function checkProbabilities(owner: string, labels: Tensor, classes: number, samples: number): void {
  checkLabels(owner, "labels", labels);
  checkRows(owner, "labels", labels, classes, samples);
  for (let i = 0, p = 0; i < samples; i++) {
    let sum = 0;
    for (let j = 0; j < classes; j++, p++) {
      const value = labels.data[p]!;
      if (!(value >= 0)) {
        throw new RangeError(`${owner}: label of sample ${i} must be probabilities, got ${value} at class ${j}`);
      }
      sum += value;
    }
    if (!(Math.abs(sum - 1) <= 1e-4)) throw new RangeError(`${owner}: label of sample ${i} must sum to 1, got ${sum}`);
  }
}

function checkOneHot(owner: string, labels: Tensor, classes: number, samples: number): void {
  checkRows(owner, "one-hot labels", labels, classes, samples);
  for (let i = 0, p = 0; i < samples; i++) {
    let ones = 0;
    for (let j = 0; j < classes; j++, p++) {
      const value = labels.data[p]!;
      if (value === 1) ones++;
      else if (value !== 0) {
        throw new RangeError(`${owner}: one-hot labels of sample ${i} must be 0 or 1, got ${value} at class ${j}`);
      }
    }
    if (ones !== 1) throw new RangeError(`${owner}: one-hot labels of sample ${i} must hold one 1, got ${ones}`);
  }
}

function checkCount(owner: string, labels: number, samples: number): void {
  if (labels !== samples) throw new RangeError(`${owner}: got ${labels} labels for ${samples} samples`);
}
