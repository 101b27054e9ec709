import { checkOptions } from "@downhill/plugin/arguments";
import { crossEntropy, crossEntropyBackward } from "../kernels/plain/cross-entropy.ts";
import { type Batch, divisorOf, lastBatch, prepareBatch, reduced } from "./batch.ts";
import {
  CLASS_OPTIONS,
  type ClassOptions,
  checkClassTargets,
  classOptions,
  countsDiffer,
  fillIndices,
} from "./class-targets.ts";
import type { ClassificationLoss } from "./loss.ts";

/**
 * Cross-entropy of probabilities, as a softmax layer gives them: the mean of -log p at each sample's class, p clipped to
 * [1e-7, 1 - 1e-7] as in the notebook; the gradient -one-hot / p / samples. Deviation: the gradient does not divide by
 * less than 1e-7 either, so a probability that underflowed gives a large gradient and not an infinite one.
 * With class weights as `torch.nn.NLLLoss` of ln p. If all samples are ignored, the loss is NaN and the gradient 0.
 * @throws RangeError for an option that is out of range, or none.
 */
export function categoricalCrossEntropy(options: ClassOptions = {}): ClassificationLoss {
  const name = "categoricalCrossEntropy";
  checkOptions(name, options, CLASS_OPTIONS);
  const { classWeights, ignoreIndex, reduction } = classOptions(name, options);
  const counting = { classWeights, ignoreIndex };
  let last: Batch | undefined;
  return Object.freeze({
    name,
    kind: "classes",
    reduction,
    ignoreIndex,
    forward(outputs, labels, sampleWeight) {
      last = prepareBatch(name, last, outputs, false, (batch) =>
        fillIndices(name, batch, labels, "one-hot", counting, sampleWeight),
      );
      const { samples: rows, classes: columns, losses, indices: targets } = last;
      const [p, gradient] = [last.probabilities.data, last.gradient.data];
      const counts = countsDiffer(counting, sampleWeight) ? last.counts : undefined;
      const indexed = { targets, counts, rows, columns, divisor: divisorOf(last, reduction) };
      p.set(outputs.data);
      crossEntropyBackward(gradient, p, indexed);
      return reduced(last, reduction, crossEntropy(losses, p, indexed));
    },
    check(shape, labels, sampleWeight) {
      checkClassTargets(name, shape, labels, "one-hot", counting, sampleWeight);
    },
    backward: () => lastBatch(name, last).gradient,
    get probabilities() {
      return lastBatch(name, last).probabilities;
    },
    get weight() {
      return last?.weight;
    },
    get sum() {
      return last?.sum;
    },
  } satisfies ClassificationLoss);
}
