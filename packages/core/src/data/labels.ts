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
): labels is Integers {
  checkLabels(owner, "labels", labels);
  if (isTensor(labels)) {
    checkOneHot(owner, labels, classes, samples);
    return false;
  }
  checkCount(owner, labels.length, samples);
  if (isIntegers(labels) && areBelow(labels, classes)) return true;
  checkIndices(owner, labels, classes, ignoreIndex);
  return false;
}

/**
 * Writes the class indices of `labels` to `targets`, `IGNORED` for those that are `ignoreIndex`, which may be none.
 * @param owner whose name the error message starts with
 * @throws RangeError for another number of labels than `targets` holds; for an index that is fractional or not below
 *   `classes`; for a row that is not one-hot; TypeError for what is no number. Then `targets` has nothing of use.
 */
export function classIndices(
  owner: string,
  labels: Labels,
  classes: number,
  targets: Int32Array,
  ignoreIndex?: number,
): void {
  if (isTensor(labels)) {
    checkLabels(owner, "labels", labels);
    checkRows(owner, "one-hot labels", labels, classes, targets.length);
    if (!oneHotClasses(labels, classes, targets)) {
      checkOneHot(owner, labels, classes, targets.length);
      for (let i = 0; i < targets.length; i++) targets[i] = labels.data.subarray(i * classes).indexOf(1);
    }
    ignore(targets, ignoreIndex);
  } else if (checkClasses(owner, labels, classes, targets.length, ignoreIndex)) {
    targets.set(labels);
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

/** Arrays whose every element is an integer of 32 bits. */
export type Integers = Uint8Array | Int32Array;

export function isIntegers(labels: Labels): labels is Integers {
  const type = typeOf(labels);
  return type === "Uint8Array" || type === "Int32Array";
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
function areBelow(labels: Integers, classes: number): boolean {
  const last = classes - 1;
  let signs = 0;
  for (let i = 0; i < labels.length; i++) signs |= labels[i]! | (last - labels[i]!);
  return signs >= 0;
}

/** @throws RangeError or TypeError for anything but samples × classes. */
export function checkLabelRows(owner: string, labels: Tensor, classes: number, samples: number): void {
  checkLabels(owner, "labels", labels);
  checkRows(owner, "labels", labels, classes, samples);
}

function checkRows(owner: string, kind: string, labels: Tensor, classes: number, samples: number): void {
  checkBatch(`${owner}: ${kind}`, labels, classes);
  checkCount(owner, labels.shape[0]!, samples);
}

/** @throws RangeError or TypeError as `probabilityRows`. */
export function checkProbabilities(owner: string, labels: Tensor, classes: number, samples: number): void {
  checkLabelRows(owner, labels, classes, samples);
  for (let i = 0; i < samples; i++) {
    if (!isDistribution(labels.data, i * classes, classes)) checkDistribution(owner, labels, i, classes);
  }
}

/** Whether they are sure to be numbers ≥ 0 whose sum is 1. */
function isDistribution(data: Float32Array, start: number, classes: number): boolean {
  const end = start + classes;
  // Two sums, as an addition waits for the one before it; which is why they may not be those that an error names.
  let even = 0;
  let odd = 0;
  let negative = false;
  let p = start;
  for (; p + 1 < end; p += 2) {
    const a = data[p]!;
    const b = data[p + 1]!;
    negative ||= a < 0 || b < 0;
    even += a;
    odd += b;
  }
  if (p < end) {
    negative ||= data[p]! < 0;
    even += data[p]!;
  }
  return !negative && Math.abs(even + odd - 1) <= 0.9e-4;
}

function checkDistribution(owner: string, labels: Tensor, sample: number, classes: number): void {
  let sum = 0;
  for (let j = 0; j < classes; j++) {
    const value = labels.data[sample * classes + j]!;
    if (!(value >= 0)) {
      throw new RangeError(`${owner}: label of sample ${sample} must be probabilities, got ${value} at class ${j}`);
    }
    sum += value;
  }
  if (Math.abs(sum - 1) <= 1e-4) return;
  throw new RangeError(`${owner}: label of sample ${sample} must sum to 1, got ${sum}`);
}

/**
 * Writes the classes of one-hot labels to `targets`, if they are sure to be one-hot: those with a zero that has a sign are
 * not, nor is what is no tensor of samples × classes. Or else `targets` has nothing of use.
 * @returns whether they are
 */
export function oneHotClasses({ data }: Tensor, classes: number, targets: Int32Array): boolean {
  if (typeOf(data) !== "Float32Array" || data.length !== targets.length * classes) return false;
  const bits = bitsOf(data);
  for (let i = 0; i < targets.length; i++) {
    const at = loneOne(bits, i * classes, classes);
    if (at < 0) return false;
    targets[i] = at;
  }
  return true;
}

/** Of 1 as a float32. */
const ONE = 0x3f800000;

const bitsOf = (data: Float32Array) => new Int32Array(data.buffer, data.byteOffset, data.length);

/** Where a row that is 0 has its only 1; -1 for any other row, or zeros that have a sign. */
function loneOne(bits: Int32Array, start: number, classes: number): number {
  const end = start + classes;
  const first = nextSet(bits, start, end);
  return bits[first] === ONE && first < end && nextSet(bits, first + 1, end) === end ? first - start : -1;
}

/** The first from `start` on that is not 0, or else `end`. */
function nextSet(bits: Int32Array, start: number, end: number): number {
  let p = start;
  while (p + 3 < end && (bits[p]! | bits[p + 1]! | bits[p + 2]! | bits[p + 3]!) === 0) p += 4;
  while (p < end && bits[p] === 0) p++;
  return p;
}

function checkOneHot(owner: string, labels: Tensor, classes: number, samples: number): void {
  checkRows(owner, "one-hot labels", labels, classes, samples);
  const bits = bitsOf(labels.data);
  for (let i = 0; i < samples; i++) {
    if (loneOne(bits, i * classes, classes) < 0) checkOneHotRow(owner, labels, i, classes);
  }
}

function checkOneHotRow(owner: string, labels: Tensor, sample: number, classes: number): void {
  let ones = 0;
  for (let j = 0; j < classes; j++) {
    const value = labels.data[sample * classes + j]!;
    if (value === 1) ones++;
    else if (value !== 0) {
      throw new RangeError(`${owner}: one-hot labels of sample ${sample} must be 0 or 1, got ${value} at class ${j}`);
    }
  }
  if (ones !== 1) throw new RangeError(`${owner}: one-hot labels of sample ${sample} must hold one 1, got ${ones}`);
}

function checkCount(owner: string, labels: number, samples: number): void {
  if (labels !== samples) throw new RangeError(`${owner}: got ${labels} labels for ${samples} samples`);
}
