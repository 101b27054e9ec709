import { checkOptions, checkWhole } from "@downhill/optimizer/arguments";
import { type Metrics, numbers } from "./evaluate-means.ts";
import type { Epoch, FitCallback, Start, Stepper } from "./fit-options.ts";
import type { Loss } from "./losses/loss.ts";

type AnyEpoch = Epoch<Stepper, Loss, Metrics>;

export interface EarlyStoppingOptions {
  /** The training ends at that many epochs in a row without an improvement. */
  readonly patience: number;
  /** What an improvement must exceed. Default 0. */
  readonly minDelta?: number;
  /**
   * What should improve: "loss", "accuracy" or the name of a metric; of the validation data "validationLoss",
   * "validationAccuracy" and so on; or a function of the epoch. Default "validationLoss" where there are validation
   * data, or else "loss".
   */
  readonly monitor?: string | ((epoch: AnyEpoch) => number);
  /** Whether lower or higher is better. Default "max" for an accuracy, otherwise "min". */
  readonly mode?: "min" | "max";
  /** Whether the model ends with the weights of its best epoch, however the training ends. Default false. */
  readonly restoreBest?: boolean;
}

export interface EarlyStopping extends FitCallback<Stepper, Loss, Metrics> {
  /** The best epoch of the last training so far; undefined before the first number that is not NaN. */
  readonly best: { readonly epoch: number; readonly value: number } | undefined;
}

/**
 * A callback of `fit` that ends a training which no longer improves: `callbacks: [earlyStopping({ patience: 10 })]`.
 * NaN is no improvement. Each `fit` begins anew. The optimizer's state is not restored, only the model's weights.
 * @throws RangeError for an option that is none; from `fit`, for a `monitor` that the epochs do not have.
 */
export function earlyStopping(options: EarlyStoppingOptions): EarlyStopping {
  checkOptions("earlyStopping", options, ["patience", "minDelta", "monitor", "mode", "restoreBest"]);
  const { patience, minDelta = 0, monitor, restoreBest = false } = options;
  checkWhole("earlyStopping", "patience", patience, 0);
  if (!(minDelta >= 0)) throw new RangeError(`earlyStopping: minDelta must be a number ≥ 0, got ${minDelta}`);
  const higher = typeof monitor === "string" && /^(?:accuracy|validationAccuracy)$/.test(monitor);
  const { mode = higher ? "max" : "min" } = options;
  if (mode !== "min" && mode !== "max") {
    throw new RangeError(`earlyStopping: mode must be "min" or "max", got ${mode}`);
  }
  const sign = mode === "min" ? 1 : -1;
  let best: { epoch: number; value: number } | undefined;
  let weights: Record<string, Float32Array> | undefined;
  let waited = 0;
  let watched = "loss";
  return {
    get best() {
      return best;
    },
    onStart({ names }: Start) {
      if (typeof monitor !== "function") {
        watched = monitor ?? (names.includes("validationLoss") ? "validationLoss" : "loss");
        if (!names.includes(watched)) {
          throw new RangeError(`earlyStopping: there is no ${watched} to monitor, only ${names.join(", ")}`);
        }
      }
      best = undefined;
      weights = undefined;
      waited = 0;
    },
    onEpoch(epoch: AnyEpoch) {
      const value = typeof monitor === "function" ? monitor(epoch) : numbers(epoch, epoch.validation)[watched]!;
      const improved = best ? sign * (best.value - value) > minDelta : !Number.isNaN(value);
      if (!improved) return ++waited < patience;
      best = { epoch: epoch.epoch, value };
      waited = 0;
      if (restoreBest) weights = epoch.model.state();
      return true;
    },
    onEnd({ model }) {
      if (weights) model.load(weights);
      weights = undefined;
    },
  };
}
