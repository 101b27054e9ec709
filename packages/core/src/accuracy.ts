import { classIndices, type Labels } from "./labels.ts";
import { checkBatch, type Tensor } from "./tensor.ts";

/**
 * The share of rows whose largest output is at the sample's class: 0 to 1. Of equal outputs the first counts, and NaN
 * counts as the largest, as in `np.argmax`.
 * @throws RangeError for labels that do not fit, or an empty batch.
 */
export function accuracy(outputs: Tensor, labels: Labels): number {
  checkBatch("accuracy", outputs);
  const [samples, classes] = outputs.shape as [number, number];
  const targets = new Int32Array(samples);
  classIndices("accuracy", labels, classes, targets);
  let correct = 0;
  for (let i = 0; i < samples; i++) if (argmax(outputs.data, i * classes, classes) === targets[i]) correct++;
  return correct / samples;
}

function argmax(a: Float32Array, start: number, length: number): number {
  let best = 0;
  for (let j = 0; j < length; j++) {
    const value = a[start + j]!;
    if (Number.isNaN(value)) return j;
    if (value > a[start + best]!) best = j;
  }
  return best;
}
