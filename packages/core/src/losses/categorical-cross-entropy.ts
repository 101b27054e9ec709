import { checkOptions } from "@downhill/plugin/arguments";
import { classIndices } from "../data/labels.ts";
import { crossEntropy, crossEntropyBackward } from "../kernels/plain/cross-entropy.ts";
import { softCrossEntropy } from "../kernels/plain/soft-cross-entropy.ts";
import { type Batch, divisorOf, lastBatch, prepareBatch, reduced } from "./batch.ts";
import { CLASS_OPTIONS, type ClassOptions, checkClassTargets, classOptions, fillTargets } from "./class-targets.ts";
import type { ClassificationLoss } from "./loss.ts";

const CLIP = 1e-7;

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
  const plain = reduction === "mean" && !classWeights && ignoreIndex === undefined;
  const counting = { classWeights, ignoreIndex };
  let last: Batch | undefined;
  let hasSoft = false;
  return Object.freeze({
    name,
    kind: "classes",
    reduction,
    ignoreIndex,
    forward(outputs, labels, sampleWeight) {
      const soft = !plain || sampleWeight !== undefined;
      hasSoft ||= soft;
      last = prepareBatch(name, last, outputs, hasSoft, (batch) => {
        if (soft) return fillTargets(name, batch, labels, "one-hot", counting, sampleWeight);
        classIndices(name, labels, batch.classes, batch.indices);
        return batch.samples;
      });
      const { samples: rows, classes: columns, losses, indices } = last;
      const [p, gradient, t] = [last.probabilities.data, last.gradient.data, last.targets];
      p.set(outputs.data);
      if (soft) {
        const softRows = { p, z: undefined, t, rows, columns, clip: CLIP, divisor: divisorOf(last, reduction) };
        return reduced(last, reduction, softCrossEntropy(losses, gradient, softRows));
      }
      crossEntropyBackward(gradient, p, indices, rows, columns);
      return reduced(last, reduction, crossEntropy(losses, p, indices, rows, columns));
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
