import { AT_LEAST_0, BELOW_1, checkChoice, checkNumber, checkOptions, checkWhole, refuse } from "../arguments.ts";

export interface PlateauOptions {
  /** Whether lower or higher is better. Default "min". */
  readonly mode?: "min" | "max" | undefined;
  /** What the rate is multiplied by. Default 0.1. */
  readonly factor?: number | undefined;
  /** So many numbers in a row may be no improvement; the next one moves the rate. Default 10. */
  readonly patience?: number | undefined;
  /** What an improvement must exceed. Default 1e-4. */
  readonly threshold?: number | undefined;
  /** Whether `threshold` is a share of the best number, or a difference. Default "rel". */
  readonly thresholdMode?: "rel" | "abs" | undefined;
  /** After a move so many numbers are not counted. Default 0. */
  readonly cooldown?: number | undefined;
  /** The rate falls no further. Default 0. */
  readonly minLr?: number | undefined;
  /** A move of no more than this is not made. Default 1e-8. */
  readonly eps?: number | undefined;
}

/** What is to be stored with a training: plain numbers that structured clone and JSON keep. */
export interface PlateauState {
  /** The best number so far; null before the first. */
  readonly best: number | null;
  /** How many in a row were no improvement. */
  readonly waited: number;
  /** How many more are not counted. */
  readonly cooling: number;
}

export interface Plateau {
  /** Takes a loss, or what else is watched, and moves the rate if it is time. Returns whether it did. */
  observe(value: number): boolean;
  /** For `fit`'s callbacks: observes the loss of the validation data, or where there are none that of training. */
  onEpoch(epoch: { readonly loss: number; readonly validation?: { readonly loss: number } | undefined }): void;
  state(): PlateauState;
  /** @throws TypeError or RangeError for what `state` did not give; then nothing has changed */
  load(state: PlateauState): void;
}

interface Rated {
  readonly hyper: { lr: number };
}

const names = ["mode", "factor", "patience", "threshold", "thresholdMode", "cooldown", "minLr", "eps"] as const;

/**
 * Lowers an optimizer's rate when a number that it is fed with no longer improves: `callbacks: [plateau(optimizer)]`.
 * lr ← max(minLr, factor · lr), for all parameters, and of each group that has a rate of its own. A schedule of the rate ends.
 * torch `ReduceLROnPlateau`. A number that is not finite is no improvement.
 *
 * Not a pure function of the step as the schedules are: its `state()` is stored with the optimizer's, which has the rate.
 */
export function plateau(
  optimizer: Rated & { readonly groups: readonly Rated[] },
  options: PlateauOptions = {},
): Plateau {
  const owner = "plateau";
  if (typeof optimizer?.hyper?.lr !== "number" || !Array.isArray(optimizer.groups))
    refuse(owner, "optimizer", "an optimizer with a rate, lr", optimizer);
  checkOptions(owner, options, names);
  const { mode = "min", factor = 0.1, patience = 10, threshold = 1e-4 } = options;
  const { thresholdMode = "rel", cooldown = 0, minLr = 0, eps = 1e-8 } = options;
  checkChoice(owner, "mode", mode, ["min", "max"]);
  checkNumber(owner, "factor", factor, BELOW_1);
  checkWhole(owner, "patience", patience, 0);
  checkNumber(owner, "threshold", threshold, AT_LEAST_0);
  checkChoice(owner, "thresholdMode", thresholdMode, ["rel", "abs"]);
  checkWhole(owner, "cooldown", cooldown, 0);
  checkNumber(owner, "minLr", minLr, AT_LEAST_0);
  checkNumber(owner, "eps", eps, AT_LEAST_0);

  let best: number | null = null;
  let waited = 0;
  let cooling = 0;
  const sign = mode === "min" ? 1 : -1;
  const better = (value: number) => {
    if (!Number.isFinite(value) || best === null) return Number.isFinite(value);
    return sign * value < sign * (thresholdMode === "rel" ? best * (1 - sign * threshold) : best - sign * threshold);
  };

  function lower(): boolean {
    const rated = [optimizer, ...optimizer.groups];
    const before = rated.map(({ hyper }) => hyper.lr);
    let moved = false;
    for (const [i, { hyper }] of rated.entries()) {
      const lr = Math.max(before[i]! * factor, minLr);
      // What has moved already follows all parameters' rate.
      if (hyper.lr !== before[i] || !(before[i]! - lr > eps)) continue;
      hyper.lr = lr;
      moved = true;
    }
    return moved;
  }

  function observe(value: number): boolean {
    if (typeof value !== "number") refuse(owner, "the value to observe", "a number", value);
    if (better(value)) {
      best = value;
      waited = 0;
    } else waited++;
    if (cooling > 0) {
      cooling--;
      waited = 0;
    }
    if (waited <= patience) return false;
    cooling = cooldown;
    waited = 0;
    return lower();
  }

  return Object.freeze<Plateau>({
    observe,
    onEpoch({ loss, validation }) {
      observe((validation ?? { loss }).loss);
    },
    state: () => ({ best, waited, cooling }),
    load(state) {
      const given = Object(state) as PlateauState;
      if (given.best !== null) checkNumber(owner, "state.best", given.best);
      checkWhole(owner, "state.waited", given.waited, 0);
      checkWhole(owner, "state.cooling", given.cooling, 0);
      ({ best, waited, cooling } = given);
    },
  });
}
