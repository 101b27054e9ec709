import { checkBatch, type Tensor } from "./tensor.ts";

/**
 * What a loss compares outputs with. For a loss over classes: the index of each sample's class, from 0 on, or a row of
 * probabilities for each, samples × classes. For others: a tensor of the outputs' shape, or if that is one number for
 * each sample, an array of these.
 */
export type Labels = Uint8Array | Int32Array | Float32Array | readonly number[] | Tensor;

/** The index of a sample that does not count. */
export const IGNORED = -1;

/**
 * Writes the class indices of `labels` to `targets`, `IGNORED` for those that are `ignoreIndex`, which may be none.
 * @param owner whose name the error message starts with
 * @throws RangeError for another number of labels than `targets` holds; for an index that is fractional or not below
 *   `classes`; for a row that is not one-hot. Then `targets` is as it was.
 */
export function classIndices(
  owner: string,
  labels: Labels,
  classes: number,
  targets: Int32Array,
  ignoreIndex?: number,
): void {
  if (isTensor(labels)) {
    checkOneHot(owner, labels, classes, targets.length);
    for (let i = 0, p = 0; i < targets.length; i++) {
      for (let j = 0; j < classes; j++, p++) if (labels.data[p] === 1) targets[i] = j;
    }
  } else {
    checkIndices(owner, labels, classes, targets.length, ignoreIndex);
    targets.set(labels);
  }
  ignore(targets, ignoreIndex);
}

function ignore(targets: Int32Array, ignoreIndex: number | undefined): void {
  if (ignoreIndex === undefined) return;
  for (let i = 0; i < targets.length; i++) if (targets[i] === ignoreIndex) targets[i] = IGNORED;
}

/**
 * The same, but of rows of probabilities the class of each is that of the first maximum.
 * @throws RangeError as `classIndices`.
 */
export function likeliestClasses(
  owner: string,
  labels: Labels,
  classes: number,
  targets: Int32Array,
  ignoreIndex?: number,
): void {
  if (!isTensor(labels)) {
    classIndices(owner, labels, classes, targets, ignoreIndex);
    return;
  }
  checkRows(owner, "labels", labels, classes, targets.length);
  for (let i = 0; i < targets.length; i++) targets[i] = argmax(labels.data, i * classes, classes);
  ignore(targets, ignoreIndex);
}

/**
 * Writes labels that are rows of probabilities to `targets`, samples × classes.
 * @throws RangeError for labels that do not fit, a probability below 0, or a row that does not sum to 1 within 10⁻⁴.
 *   Then `targets` is as it was.
 */
export function probabilities(
  owner: string,
  labels: Tensor,
  samples: number,
  classes: number,
  targets: Float32Array,
): void {
  checkProbabilities(owner, labels, classes, samples);
  targets.set(labels.data);
}

/** The first of the largest elements; NaN counts as the largest. */
export function argmax(a: Float32Array, start: number, length: number): number {
  let best = 0;
  for (let j = 0; j < length; j++) {
    const value = a[start + j]!;
    if (Number.isNaN(value)) return j;
    if (value > a[start + best]!) best = j;
  }
  return best;
}

function checkIndices(
  owner: string,
  labels: ArrayLike<number>,
  classes: number,
  samples: number,
  ignoreIndex: number | undefined,
): void {
  checkCount(owner, labels.length, samples);
  if (labels instanceof Uint8Array && areBelow(labels, classes)) return;
  if (labels instanceof Int32Array && areBelow(labels, classes)) return;
  for (let i = 0; i < samples; i++) {
    const label = labels[i]!;
    if (label === ignoreIndex) continue;
    if (!Number.isInteger(label)) throw new RangeError(`${owner}: label ${label} of sample ${i} is not a whole number`);
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

function checkProbabilities(owner: string, labels: Tensor, classes: number, samples: number): void {
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

export function isTensor(labels: Labels): labels is Tensor {
  return "shape" in labels;
}
