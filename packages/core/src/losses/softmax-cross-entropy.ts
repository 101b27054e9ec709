import { checkNumber, checkOptions, type Domain, SHARE } from "@downhill/plugin/arguments";
import { isTensor, oneHotClasses } from "../data/labels.ts";
import { softmaxCrossEntropy as fused } from "../kernels/plain/cross-entropy.ts";
import { LEAST_NORMAL } from "../kernels/plain/flush.ts";
import { softCrossEntropy } from "../kernels/plain/soft-cross-entropy.ts";
import { softmaxForward } from "../kernels/plain/softmax.ts";
import { type Batch, divisorOf, lastBatch, prepareBatch, reduced } from "./batch.ts";
import {
  CLASS_OPTIONS,
  type ClassOptions,
  checkClassTargets,
  classOptions,
  countsDiffer,
  fillIndices,
  fillTargets,
} from "./class-targets.ts";
import type { ClassificationLoss } from "./loss.ts";
import { reachable } from "./near-arrays.ts";

export interface SoftmaxCrossEntropyOptions extends ClassOptions {
  /** The share s of each label that is spread over all classes: t becomes (1 - s)·t + s / classes. Default 0. */
  readonly labelSmoothing?: number | undefined;
  /** Probabilities count as no less than that in the loss, and no more than 1 minus that. Default 0: as they are. */
  readonly clip?: number | undefined;
}

const BELOW_HALF: Domain = { words: "in [0, 0.5)", has: (x) => x >= 0 && x < 0.5 };

/**
 * Softmax and cross-entropy in one, for a model whose outputs are logits z: with p = softmax(z), the mean of -Σ t·ln p,
 * which is -ln p at the sample's class where the label is one, and the gradient (p - t) / samples.
 * `docs/backpropagation.md` derives it. With class weights w, -Σ w·t·ln p; see `classWeights` for what the mean is then.
 * If all samples are ignored, the loss is NaN and the gradient 0.
 *
 * As `torch.nn.CrossEntropyLoss`, whose loss is log-sum-exp and has no bound. With `clip: 1e-7` the loss (not its gradient)
 * is the notebook's: p is clipped to [1e-7, 1 - 1e-7], so that no sample's exceeds 16.118.
 * @throws RangeError for a smoothing that is not in [0, 1], a clip that is not in [0, 0.5), or another option that is out
 *   of range, or none.
 */
export function softmaxCrossEntropy(options: SoftmaxCrossEntropyOptions = {}): ClassificationLoss {
  const name = "softmaxCrossEntropy";
  checkOptions(name, options, ["labelSmoothing", "clip", ...CLASS_OPTIONS]);
  const { labelSmoothing = 0, clip = 0 } = options;
  const { classWeights, ignoreIndex, reduction } = classOptions(name, options);
  checkNumber(name, "labelSmoothing", labelSmoothing, SHARE);
  checkNumber(name, "clip", clip, BELOW_HALF);
  const counting = { classWeights, ignoreIndex, smoothing: labelSmoothing };
  // Of labels that are indices only the class's own ln p counts, whose kernel takes normal numbers.
  const indexed = labelSmoothing === 0 && (clip === 0 || clip >= LEAST_NORMAL);
  let last: Batch | undefined;
  let hasTargets = false;
  return Object.freeze({
    name,
    kind: "classes",
    reduction,
    ignoreIndex,
    forward(logits, labels, sampleWeight) {
      hasTargets ||= !indexed || isTensor(labels);
      let soft = !indexed;
      last = prepareBatch(name, last, logits, hasTargets, (batch) => {
        soft ||= isTensor(labels) && !oneHotClasses(labels, batch.classes, batch.indices);
        if (soft) return fillTargets(name, batch, labels, counting, sampleWeight);
        return fillIndices(name, batch, labels, "probabilities", counting, sampleWeight);
      });
      const { samples: rows, classes: columns, losses, indices: targets } = last;
      const [p, gradient, t] = [last.probabilities.data, last.gradient.data, last.targets];
      const z = reachable(last.near, logits);
      const divisor = divisorOf(last, reduction);
      if (!soft) {
        const counts = countsDiffer(counting, sampleWeight) ? last.counts : undefined;
        return reduced(
          last,
          reduction,
          fused(p, losses, gradient, z, clip, { targets, counts, rows, columns, divisor }),
        );
      }
      softmaxForward(p, z, rows, columns);
      return reduced(last, reduction, softCrossEntropy(losses, gradient, { p, z, t, rows, columns, clip, divisor }));
    },
    check(shape, labels, sampleWeight) {
      checkClassTargets(name, shape, labels, "probabilities", counting, sampleWeight);
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
