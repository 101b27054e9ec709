import { ElementLoss } from "../kernels/interface.ts";
import { checkOptions } from "../options.ts";
import { elementwiseLoss } from "./elementwise.ts";
import type { Loss } from "./loss.ts";
import type { Reduction } from "./reduction.ts";

export interface RegressionLossOptions {
  /** Whether the loss is the mean over all elements of the outputs, or their sum. Default `mean`. */
  readonly reduction?: Reduction | undefined;
}

export interface HuberOptions extends RegressionLossOptions {
  /** Where the square ends. Default 1. */
  readonly delta?: number | undefined;
}

/**
 * The mean of (y - t)² over all elements, as PyTorch's `MSELoss`.
 * @throws RangeError for a reduction or another option that is none.
 */
export function meanSquaredError(options: RegressionLossOptions = {}): Loss {
  checkOptions("meanSquaredError", options, ["reduction"]);
  return elementwiseLoss({ name: "meanSquaredError", loss: ElementLoss.squared, reduction: options.reduction });
}

/**
 * The mean of |y - t| over all elements, as PyTorch's `L1Loss`. Its gradient where they are equal is 0.
 * @throws RangeError for a reduction or another option that is none.
 */
export function meanAbsoluteError(options: RegressionLossOptions = {}): Loss {
  checkOptions("meanAbsoluteError", options, ["reduction"]);
  return elementwiseLoss({ name: "meanAbsoluteError", loss: ElementLoss.absolute, reduction: options.reduction });
}

/**
 * The mean over all elements of ½·d² where |d| ≤ delta, delta·(|d| - ½·delta) elsewhere, d = y - t: squared near 0,
 * absolute far from it. As PyTorch's `HuberLoss`.
 * @throws RangeError for a delta that is not a finite number > 0, or a reduction or another option that is none.
 * Source: Huber 1964.
 */
export function huber(options: HuberOptions = {}): Loss {
  checkOptions("huber", options, ["delta", "reduction"]);
  const { delta = 1, reduction } = options;
  if (!(delta > 0 && delta < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`huber: delta must be a finite number > 0, got ${delta}`);
  }
  return elementwiseLoss({ name: "huber", loss: ElementLoss.huber, parameter: delta, reduction });
}
