import { argmax, type Labels, likeliestClasses } from "./labels.ts";
import { checkBatch, type Tensor } from "./tensor.ts";

/** Grows with the batches, so that a step allocates nothing. */
let targets = new Int32Array(0);

/**
 * The share of rows whose largest output is at the sample's class: 0 to 1. Of equal outputs the first counts, and NaN
 * counts as the largest, as in `np.argmax`. Of labels that are probabilities, the class is the likeliest.
 * @throws RangeError for labels that do not fit, or an empty batch.
 */
export function accuracy(outputs: Tensor, labels: Labels): number {
  checkBatch("accuracy", outputs);
  const [samples, classes] = outputs.shape as [number, number];
  if (targets.length < samples) targets = new Int32Array(samples);
  likeliestClasses("accuracy", labels, classes, targets.subarray(0, samples));
  let correct = 0;
  for (let i = 0; i < samples; i++) if (argmax(outputs.data, i * classes, classes) === targets[i]) correct++;
  return correct / samples;
}
