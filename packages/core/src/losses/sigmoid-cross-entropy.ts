import { AT_LEAST_0, checkNumber, checkOptions, isList } from "@downhill/plugin/arguments";
import { ElementLoss } from "../kernels/bindings/further-kernels.ts";
import { checkWeights } from "./class-targets.ts";
import { kernelLoss } from "./kernel-loss.ts";
import type { Loss } from "./loss.ts";
import type { Reduction } from "./reduction.ts";
import { SHARE } from "./targets.ts";

export interface SigmoidCrossEntropyOptions {
  /**
   * What a positive counts, ≥ 0: the factor of t·ln σ(z). Above 1 it favours recall, below 1 precision. One number, or
   * one for each column of the outputs (along their last dimension). Default 1.
   */
  readonly posWeight?: number | ArrayLike<number> | undefined;
  /** Whether the loss is the mean over all elements of the outputs, or their sum. Default `mean`. */
  readonly reduction?: Reduction | undefined;
}

/**
 * Sigmoid and binary cross-entropy in one, for outputs that are logits z: the mean over all elements of
 * -posWeight·t·ln σ(z) - (1 - t)·ln(1 - σ(z)), where each target t is 0, 1 or a probability between. For two classes,
 * or for several labels that do not exclude each other. As PyTorch's `BCEWithLogitsLoss`.
 * @throws RangeError for a posWeight that is not finite and ≥ 0, or a reduction or another option that is none.
 */
export function sigmoidCrossEntropy(options: SigmoidCrossEntropyOptions = {}): Loss<"binary"> {
  const name = "sigmoidCrossEntropy";
  checkOptions(name, options, ["posWeight", "reduction"]);
  const { posWeight = 1, reduction } = options;
  if (isList(posWeight)) checkWeights(name, "posWeight", posWeight);
  else checkNumber(name, "posWeight", posWeight, AT_LEAST_0);
  return kernelLoss({
    name,
    kind: "binary",
    reduction,
    loss: ElementLoss.sigmoid,
    parameter: typeof posWeight === "number" ? posWeight : Float32Array.from(posWeight),
    targets: SHARE,
  });
}
