import { crossEntropy, softmaxCrossEntropyBackward } from "../kernels/cross-entropy.ts";
import { softmaxForward } from "../kernels/softmax.ts";
import { type Batch, lastBatch, prepareBatch } from "./batch.ts";
import type { ClassificationLoss } from "./loss.ts";

/**
 * Softmax and cross-entropy in one, for a model whose outputs are logits z: with p = softmax(z), the mean of -log p at
 * each sample's class, and the gradient (p - one-hot) / samples. `docs/backpropagation.md` derives it.
 *
 * As in the notebook, the loss (not its gradient) clips p to [1e-7, 1 - 1e-7]: no sample's loss exceeds 16.118.
 * That is where it deviates from `torch.nn.CrossEntropyLoss`, whose loss is log-sum-exp and has no bound.
 */
export function softmaxCrossEntropy(): ClassificationLoss {
  const name = "softmaxCrossEntropy";
  let last: Batch | undefined;
  return {
    name,
    forward(logits, labels) {
      last = prepareBatch(name, last, logits, labels);
      const { samples, classes, targets, losses, probabilities } = last;
      softmaxForward(probabilities.data, logits.data, samples, classes);
      return crossEntropy(losses, probabilities.data, targets, samples, classes);
    },
    backward() {
      const { samples, classes, targets, probabilities, gradient } = lastBatch(name, last);
      softmaxCrossEntropyBackward(gradient.data, probabilities.data, targets, samples, classes);
      return gradient;
    },
    get probabilities() {
      return lastBatch(name, last).probabilities;
    },
  };
}
