import { ABOVE_0, checkNumber, checkOptions } from "@downhill/plugin/arguments";
import { ElementLoss } from "../kernels/bindings/further-kernels.ts";
import { kernelLoss } from "./kernel-loss.ts";
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
export function meanSquaredError(options: RegressionLossOptions = {}): Loss<"values"> {
  checkOptions("meanSquaredError", options, ["reduction"]);
  return kernelLoss({
    kind: "values",
    name: "meanSquaredError",
    loss: ElementLoss.squared,
    reduction: options.reduction,
  });
}

/**
 * The mean of |y - t| over all elements, as PyTorch's `L1Loss`. Its gradient where they are equal is 0.
 * @throws RangeError for a reduction or another option that is none.
 */
export function meanAbsoluteError(options: RegressionLossOptions = {}): Loss<"values"> {
  checkOptions("meanAbsoluteError", options, ["reduction"]);
  return kernelLoss({
    kind: "values",
    name: "meanAbsoluteError",
    loss: ElementLoss.absolute,
    reduction: options.reduction,
  });
}

/**
 * The mean over all elements of ½·d² where |d| ≤ delta, delta·(|d| - ½·delta) elsewhere, d = y - t: squared near 0,
 * absolute far from it. As PyTorch's `HuberLoss`.
 * @throws RangeError for a delta that is not a finite number > 0, or a reduction or another option that is none.
 * Source: Huber 1964.
 */
export function huber(options: HuberOptions = {}): Loss<"values"> {
  checkOptions("huber", options, ["delta", "reduction"]);
  const { delta = 1, reduction } = options;
  checkNumber("huber", "delta", delta, ABOVE_0);
  return kernelLoss({ kind: "values", name: "huber", loss: ElementLoss.huber, parameter: delta, reduction });
}
