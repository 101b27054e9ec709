import { checkBatch, type Tensor } from "./tensor.ts";

/** The class of each sample: indices from 0 on, or a one-hot row each, samples × classes. */
export type Labels = Uint8Array | Int32Array | readonly number[] | Tensor;

/**
 * Writes the class indices of `labels` to `targets`.
 * @param owner whose name the error message starts with
 * @throws RangeError for another number of labels than `targets` holds; for an index that is fractional or not below
 *   `classes`; for a row that is not one-hot. Then `targets` is as it was.
 */
export function classIndices(owner: string, labels: Labels, classes: number, targets: Int32Array): void {
  if (isTensor(labels)) {
    checkOneHot(owner, labels, classes, targets.length);
    for (let i = 0, p = 0; i < targets.length; i++) {
      for (let j = 0; j < classes; j++, p++) if (labels.data[p] === 1) targets[i] = j;
    }
  } else {
    checkIndices(owner, labels, classes, targets.length);
    targets.set(labels);
  }
}

function checkIndices(owner: string, labels: ArrayLike<number>, classes: number, samples: number): void {
  checkCount(owner, labels.length, samples);
  for (let i = 0; i < samples; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label)) throw new RangeError(`${owner}: label ${label} of sample ${i} is not a whole number`);
    if (label < 0 || label >= classes) {
      throw new RangeError(`${owner}: label ${label} of sample ${i} is outside 0 to ${classes - 1}`);
    }
  }
}

function checkOneHot(owner: string, labels: Tensor, classes: number, samples: number): void {
  checkBatch(`${owner}: one-hot labels`, labels, classes);
  checkCount(owner, labels.shape[0]!, samples);
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

function isTensor(labels: Labels): labels is Tensor {
  return "shape" in labels;
}
