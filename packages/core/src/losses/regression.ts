import { huberLoss } from "../kernels/huber.ts";
import { meanAbsolute } from "../kernels/mean-absolute.ts";
import { meanSquared } from "../kernels/mean-squared.ts";
import { elementwiseLoss } from "./elementwise.ts";
import type { Loss } from "./loss.ts";

/** The mean of (y - t)² over all elements, as PyTorch's `MSELoss`. */
export function meanSquaredError(): Loss {
  return elementwiseLoss("meanSquaredError", meanSquared);
}

/** The mean of |y - t| over all elements, as PyTorch's `L1Loss`. Its gradient where they are equal is 0. */
export function meanAbsoluteError(): Loss {
  return elementwiseLoss("meanAbsoluteError", meanAbsolute);
}

/**
 * The mean over all elements of ½·d² where |d| ≤ delta, delta·(|d| - ½·delta) elsewhere, d = y - t: squared near 0,
 * absolute far from it. As PyTorch's `HuberLoss`.
 * @throws RangeError for a delta that is not a finite number > 0.
 * Source: Huber 1964.
 */
export function huber({ delta = 1 }: { readonly delta?: number } = {}): Loss {
  if (!(delta > 0 && delta < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`huber: delta must be a finite number > 0, got ${delta}`);
  }
  return elementwiseLoss("huber", (gradient, outputs, targets) => huberLoss(gradient, outputs, targets, delta));
}
