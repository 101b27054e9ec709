import { crossEntropy, crossEntropyBackward } from "../kernels/cross-entropy.ts";
import { type Batch, lastBatch, prepareBatch } from "./batch.ts";
import type { ClassificationLoss } from "./loss.ts";

/**
 * Cross-entropy of probabilities, as a softmax layer gives them: the mean of -log p at each sample's class, p clipped to
 * [1e-7, 1 - 1e-7] as in the notebook; the gradient -one-hot / p / samples. Deviation: the gradient does not divide by
 * less than 1e-7 either, so a probability that underflowed gives a large gradient and not an infinite one.
 */
export function categoricalCrossEntropy(): ClassificationLoss {
  const name = "categoricalCrossEntropy";
  let last: Batch | undefined;
  return {
    name,
    forward(outputs, labels) {
      last = prepareBatch(name, last, outputs, labels);
      const { samples, classes, targets, losses, probabilities } = last;
      probabilities.data.set(outputs.data);
      return crossEntropy(losses, probabilities.data, targets, samples, classes);
    },
    backward() {
      const { samples, classes, targets, probabilities, gradient } = lastBatch(name, last);
      crossEntropyBackward(gradient.data, probabilities.data, targets, samples, classes);
      return gradient;
    },
    get probabilities() {
      return lastBatch(name, last).probabilities;
    },
  };
}
