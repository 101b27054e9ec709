import { checkOutputs } from "./outputs.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The class of each row of outputs, logits or probabilities, samples × classes: the index of its largest, of equal ones the
 * first, and NaN is the largest, as in `np.argmax`. (Of one column that is always 0: such an output is positive above 0.)
 * @throws TypeError for something else than a tensor, RangeError for one that is no such batch.
 */
export function argmax(outputs: Tensor): Int32Array {
  const [samples, classes] = checkOutputs("argmax", outputs);
  const indices = new Int32Array(samples);
  for (let i = 0; i < samples; i++) indices[i] = rowArgmax(outputs.data, i * classes, classes);
  return indices;
}

/** The same of one row, which starts there. */
export function rowArgmax(a: Float32Array, start: number, length: number): number {
  let best = 0;
  for (let j = 0; j < length; j++) {
    const value = a[start + j]!;
    if (Number.isNaN(value)) return j;
    if (value > a[start + best]!) best = j;
  }
  return best;
}

/** Whether `rowArgmax` is `index`: of a row that has a larger output, known as soon as that is met. */
export function isRowArgmax(a: Float32Array, start: number, length: number, index: number): boolean {
  const value = a[start + index]!;
  if (Number.isNaN(value)) return rowArgmax(a, start, length) === index;
  // Of NaN, neither comparison holds: it would be the largest.
  for (let j = 0; j < index; j++) if (!(a[start + j]! < value)) return false;
  for (let j = index + 1; j < length; j++) if (!(a[start + j]! <= value)) return false;
  return true;
}
