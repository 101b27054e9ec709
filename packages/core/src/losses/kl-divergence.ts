import { checkBoolean, checkOptions } from "@downhill/plugin/arguments";
import { ElementLoss } from "../kernels/bindings/further-kernels.ts";
import { kernelLoss } from "./kernel-loss.ts";
import type { Loss } from "./loss.ts";
import type { Reduction } from "./reduction.ts";
import { LARGEST } from "./targets.ts";

export interface KlDivergenceOptions {
  /** Whether targets are logarithms of probabilities, as the outputs are; -Infinity is that of 0. Default false. */
  readonly logTarget?: boolean | undefined;
  /** Whether the loss is the mean over the samples, or their sum. Default `mean`, which PyTorch calls "batchmean". */
  readonly reduction?: Reduction | undefined;
}

const PROBABILITY = { kind: "a probability", least: 0, most: LARGEST };
/** e^-0 may have been rounded to a little more than 1. */
const LOG_PROBABILITY = { kind: "a logarithm of a probability", least: Number.NEGATIVE_INFINITY, most: 1e-4 };

/**
 * The Kullback–Leibler divergence of the target distributions t from those of the outputs, which are log-probabilities
 * as a `logSoftmax` layer gives them: the mean over the samples of Σ t·(ln t - y), 0·ln 0 being 0. As PyTorch's
 * `KLDivLoss` with `reduction: "batchmean"`.
 * @throws RangeError for an option that is out of range, or none.
 */
export function klDivergence(options: KlDivergenceOptions = {}): Loss<"values"> {
  const name = "klDivergence";
  checkOptions(name, options, ["logTarget", "reduction"]);
  const { logTarget = false, reduction } = options;
  checkBoolean(name, "logTarget", logTarget);
  return kernelLoss({
    name,
    kind: "values",
    reduction,
    loss: logTarget ? ElementLoss.logDivergence : ElementLoss.divergence,
    mean: "samples",
    targets: logTarget ? LOG_PROBABILITY : PROBABILITY,
  });
}
