import {
  clippedLog,
  softmaxCrossEntropy as fused,
  softCrossEntropy,
  softCrossEntropyBackward,
} from "../kernels/cross-entropy.ts";
import { logSoftmaxForward } from "../kernels/log-softmax.ts";
import { softmaxForward } from "../kernels/softmax.ts";
import { classProbabilities, isTensor, type Labels } from "../labels.ts";
import { checkBatch, type Tensor } from "../tensor.ts";
import { type Batch, batchFor, freeBatch, lastBatch, prepareBatch } from "./batch.ts";
import type { ClassificationLoss } from "./loss.ts";

export interface SoftmaxCrossEntropyOptions {
  /** The share s of each label that is spread over all classes: t becomes (1 - s)·t + s / classes. Default 0. */
  readonly labelSmoothing?: number;
  /** Probabilities count as no less than that in the loss, and no more than 1 minus that. Default 1e-7. */
  readonly clip?: number;
}

/** What a batch has in addition where a label is not one class. */
interface Soft {
  /** samples × classes, smoothed. */
  readonly targets: Float32Array;
  readonly logarithms: Float32Array;
}

const CLIP = 1e-7;

/**
 * Softmax and cross-entropy in one, for a model whose outputs are logits z: with p = softmax(z), the mean of -Σ t·ln p,
 * which is -ln p at the sample's class where the label is one, and the gradient (p - t) / samples.
 * `docs/backpropagation.md` derives it.
 *
 * As in the notebook, the loss (not its gradient) clips p to [1e-7, 1 - 1e-7]: no sample's loss exceeds 16.118.
 * That is where it deviates from `torch.nn.CrossEntropyLoss`, whose loss is log-sum-exp and has no bound: `clip: 0`.
 * @throws RangeError for a smoothing that is not in [0, 1], or a clip that is not in [0, 0.5).
 */
export function softmaxCrossEntropy(options: SoftmaxCrossEntropyOptions = {}): ClassificationLoss {
  const name = "softmaxCrossEntropy";
  const { labelSmoothing = 0, clip = CLIP } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(`${name}: labelSmoothing must be in [0, 1], got ${labelSmoothing}`);
  }
  if (!(clip >= 0 && clip < 0.5)) throw new RangeError(`${name}: clip must be in [0, 0.5), got ${clip}`);
  let last: Batch | undefined;
  let soft: Soft | undefined;
  let isSoft = false;

  function forwardSoft(logits: Tensor, labels: Labels): number {
    checkBatch(name, logits);
    const [samples, classes] = logits.shape as [number, number];
    const batch = batchFor(last, samples, classes, logits);
    const next = soft?.targets.length === samples * classes ? soft : newSoft(samples * classes);
    try {
      classProbabilities(name, labels, samples, classes, next.targets);
    } catch (error) {
      if (batch !== last) freeBatch(batch);
      throw error;
    }
    if (last && batch !== last) freeBatch(last);
    last = batch;
    soft = next;
    isSoft = true;
    const { losses, probabilities } = batch;
    const { targets, logarithms } = next;
    if (labelSmoothing > 0) smooth(targets, labelSmoothing, classes);
    softmaxForward(probabilities.data, logits.data, samples, classes);
    if (clip > 0) clippedLog(logarithms, probabilities.data, clip);
    else logSoftmaxForward(logarithms, logits.data, samples, classes);
    return softCrossEntropy(losses, logarithms, targets, samples, classes);
  }

  return {
    name,
    forward(logits, labels) {
      if (isTensor(labels) || labelSmoothing > 0 || clip !== CLIP) return forwardSoft(logits, labels);
      last = prepareBatch(name, last, logits, labels);
      isSoft = false;
      const { samples, classes, targets, losses, probabilities, gradient } = last;
      return fused(probabilities.data, losses, gradient.data, logits.data, targets, samples, classes);
    },
    backward() {
      const { samples, probabilities, gradient } = lastBatch(name, last);
      if (soft && isSoft) softCrossEntropyBackward(gradient.data, probabilities.data, soft.targets, samples);
      return gradient;
    },
    get probabilities() {
      return lastBatch(name, last).probabilities;
    },
  };
}

function newSoft(length: number): Soft {
  return { targets: new Float32Array(length), logarithms: new Float32Array(length) };
}

function smooth(targets: Float32Array, share: number, classes: number): void {
  for (let i = 0; i < targets.length; i++) targets[i] = (1 - share) * targets[i]! + share / classes;
}
