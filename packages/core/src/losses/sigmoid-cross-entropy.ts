import { binaryCrossEntropy } from "../kernels/binary-cross-entropy.ts";
import { elementwiseLoss } from "./elementwise.ts";
import type { Loss } from "./loss.ts";

/**
 * Sigmoid and binary cross-entropy in one, for outputs that are logits z: the mean over all elements of
 * -t·ln σ(z) - (1 - t)·ln(1 - σ(z)), where each target t is 0, 1 or a probability between. For two classes, or for
 * several labels that do not exclude each other. As PyTorch's `BCEWithLogitsLoss`.
 */
export function sigmoidCrossEntropy(): Loss {
  return elementwiseLoss("sigmoidCrossEntropy", binaryCrossEntropy, "between 0 and 1", (t) => t >= 0 && t <= 1);
}
