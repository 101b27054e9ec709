import { divergence } from "../kernels/divergence.ts";
import { elementwiseLoss } from "./elementwise.ts";
import type { Loss } from "./loss.ts";

/**
 * The Kullback–Leibler divergence of the target distributions t from those of the outputs, which are log-probabilities
 * as a `logSoftmax` layer gives them: the mean over the samples of Σ t·(ln t - y), 0·ln 0 being 0. As PyTorch's
 * `KLDivLoss` with `reduction: "batchmean"`.
 */
export function klDivergence(): Loss {
  return elementwiseLoss("klDivergence", divergence, "a probability", (t) => t >= 0 && t < Number.POSITIVE_INFINITY);
}
