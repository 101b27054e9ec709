import {
  AT_LEAST_0,
  checkBoolean,
  checkChoice,
  checkNumber,
  checkOptions,
  checkWhole,
  refuse,
} from "@downhill/plugin/arguments";
import type { Loss } from "../losses/loss.ts";
import { type Metrics, numbers } from "./means.ts";
import type { BatchReport, Epoch, FitCallback, Start, Stepper } from "./options.ts";

type AnyEpoch = Epoch<Stepper, Loss, Metrics>;

export interface EarlyStoppingOptions {
  /** The training ends at that many epochs in a row without an improvement. */
  readonly patience: number;
  /** What an improvement must exceed. Default 0. */
  readonly minDelta?: number | undefined;
  /**
   * What should improve: "loss", "accuracy" or the name of a metric; of the validation data "validationLoss",
   * "validationAccuracy" and so on; or a function of the epoch. Default "validationLoss" where there are validation
   * data, or else "loss".
   */
  readonly monitor?: string | ((epoch: AnyEpoch) => number) | undefined;
  /** Whether lower or higher is better. Default "max" for an accuracy, otherwise "min". */
  readonly mode?: "min" | "max" | undefined;
  /**
   * Whether the model ends with the weights that had the best number, however the training ends, by an error too.
   * Default false. A number of the validation data, or of a function, is of the weights after an epoch: where there are
   * validation data, of those that these are evaluated with, the optimizer's `weights()`, with the running statistics
   * that belong to them. One of the training data is of the weights before its last step, which are kept; where an epoch
   * has several steps, it is a mean that these are the last to count in.
   */
  readonly restoreBest?: boolean | undefined;
}

export interface EarlyStopping extends FitCallback<Stepper, Loss, Metrics> {
  /** The best epoch of the last training so far; undefined before the first number that is not NaN. */
  readonly best: { readonly epoch: number; readonly value: number } | undefined;
}

type Weights = Record<string, Float32Array>;

/**
 * A callback of `fit` that ends a training which no longer improves: `callbacks: [earlyStopping({ patience: 10 })]`.
 * NaN is no improvement. Each `fit` begins anew. The optimizer's state is not restored, only the model's weights.
 * @throws RangeError or TypeError for an option that is none; from `fit`, for a `monitor` that the epochs do not have.
 */
export function earlyStopping(options: EarlyStoppingOptions): EarlyStopping {
  const { patience, minDelta = 0, monitor, restoreBest = false } = checked(options);
  const higher = typeof monitor === "string" && /^(?:accuracy|validationAccuracy)$/.test(monitor);
  const { mode = higher ? "max" : "min" } = options;
  const sign = mode === "min" ? 1 : -1;
  let best: { epoch: number; value: number } | undefined;
  let kept: Weights | undefined;
  /** Those before the epoch's last step. */
  let before: Weights | undefined;
  let waited = 0;
  let watched = "loss";
  let ofTraining = false;

  const numberOf = (epoch: AnyEpoch): number => {
    const isOwn = typeof monitor === "function";
    const value: unknown = isOwn ? monitor(epoch) : numbers(epoch, epoch.validation)[watched];
    if (typeof value === "number") return value;
    return refuse("earlyStopping", isOwn ? "what monitor returns" : watched, "a number", value);
  };
  return Object.freeze<EarlyStopping>({
    get best() {
      return best;
    },
    onStart({ names }: Start) {
      if (typeof monitor !== "function") {
        watched = monitor ?? (names.includes("validationLoss") ? "validationLoss" : "loss");
        if (!names.includes(watched)) {
          throw new RangeError(`earlyStopping: there is no ${watched} to monitor, only ${names.join(", ")}`);
        }
        ofTraining = !(names.includes("validationLoss") && watched.startsWith("validation"));
      }
      best = undefined;
      kept = undefined;
      before = undefined;
      waited = 0;
    },
    ...(restoreBest && {
      onBatch({ batch, batches, model }: BatchReport) {
        if (ofTraining && batch === batches - 1) before = model.state();
      },
    }),
    onEpoch(epoch: AnyEpoch) {
      const value = numberOf(epoch);
      const improved = best ? sign * (best.value - value) > minDelta : !Number.isNaN(value);
      if (!improved) return ++waited < patience;
      best = { epoch: epoch.epoch, value };
      waited = 0;
      if (restoreBest) kept = ofTraining ? before : epoch.validation ? epoch.evaluated() : epoch.model.state();
      return true;
    },
    onEnd({ model }) {
      if (kept) model.load(kept);
      kept = undefined;
      before = undefined;
    },
  });
}

function checked(options: EarlyStoppingOptions): EarlyStoppingOptions {
  const owner = "earlyStopping";
  if (options === undefined) refuse(owner, "options", "{ patience, … }", options);
  checkOptions(owner, options, ["patience", "minDelta", "monitor", "mode", "restoreBest"]);
  const { patience, minDelta, monitor, mode, restoreBest } = options;
  checkWhole(owner, "patience", patience, 0);
  if (minDelta !== undefined) checkNumber(owner, "minDelta", minDelta, AT_LEAST_0);
  if (monitor !== undefined && typeof monitor !== "string" && typeof monitor !== "function") {
    refuse(owner, "monitor", "a name or a function", monitor);
  }
  if (mode !== undefined) checkChoice(owner, "mode", mode, ["min", "max"]);
  if (restoreBest !== undefined) checkBoolean(owner, "restoreBest", restoreBest);
  return options;
}
