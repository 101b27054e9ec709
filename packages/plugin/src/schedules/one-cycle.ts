import { ABOVE_0, AT_LEAST_0, checkBoolean, checkChoice, checkNumber, type Domain, SHARE } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { anneal } from "./anneal.ts";
import { checkRequired } from "./options.ts";

export interface OneCycleOptions {
  /** The greatest value. */
  readonly maxLr: number;
  /** The length of the cycle; the last value is at `totalSteps - 1`, and stays. */
  readonly totalSteps: number;
  /** The share of the cycle in which the value rises. Default 0.3; with three phases at most 0.5. */
  readonly pctStart?: number | undefined;
  /** Default "cos". */
  readonly annealStrategy?: "cos" | "linear" | undefined;
  /** The value at first is maxLr / divFactor. Default 25. */
  readonly divFactor?: number | undefined;
  /** The last value is the first / finalDivFactor. Default 1e4. */
  readonly finalDivFactor?: number | undefined;
  /** Whether the value falls to the first one as fast as it rose, and only then to the last. Default false. */
  readonly threePhase?: boolean | undefined;
}

const HALF: Domain = { words: "in [0, 0.5] with threePhase", has: (x) => x >= 0 && x <= 0.5 };

/**
 * From maxLr / divFactor up to maxLr, and down to maxLr / divFactor / finalDivFactor. torch `OneCycleLR`.
 *
 * Phases end at step pctStart · totalSteps - 1 (a fraction, maybe), with three phases also at
 * 2 · pctStart · totalSteps - 2, and at totalSteps - 1. Torch's momentum, which goes from `maxMomentum` to `baseMomentum`
 * and back, is `oneCycle({ …, maxLr: base, divFactor: base / max, finalDivFactor: 1 })`.
 * Deviation: after totalSteps torch throws; here the last value stays.
 *
 * Source: Smith & Topin 2017, Super-Convergence, arXiv:1708.07120.
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const owner = "oneCycle";
  checkRequired(owner, options, [
    ...(["maxLr", "totalSteps", "pctStart", "annealStrategy"] as const),
    ...(["divFactor", "finalDivFactor", "threePhase"] as const),
  ]);
  const { maxLr, totalSteps, pctStart = 0.3, annealStrategy = "cos" } = options;
  const { divFactor = 25, finalDivFactor = 1e4, threePhase = false } = options;
  checkNumber(owner, "maxLr", maxLr, AT_LEAST_0);
  checkNumber(owner, "totalSteps", totalSteps, ABOVE_0);
  checkChoice(owner, "annealStrategy", annealStrategy, ["cos", "linear"]);
  checkNumber(owner, "divFactor", divFactor, ABOVE_0);
  checkNumber(owner, "finalDivFactor", finalDivFactor, ABOVE_0);
  checkBoolean(owner, "threePhase", threePhase);
  checkNumber(owner, "pctStart", pctStart, threePhase ? HALF : SHARE);

  const first = maxLr / divFactor;
  const last = first / finalDivFactor;
  const up = pctStart * totalSteps - 1;
  const [ends, values] = threePhase
    ? [[0, up, 2 * up, totalSteps - 1] as const, [first, maxLr, first, last] as const]
    : [[0, up, totalSteps - 1] as const, [first, maxLr, last] as const];
  const between = anneal[annealStrategy];
  return (t) => {
    let phase = 1;
    while (phase < ends.length - 1 && t > ends[phase]!) phase++;
    const [start, end] = [ends[phase - 1]!, ends[phase]!];
    const share = end > start ? Math.min((t - start) / (end - start), 1) : 1;
    return between(values[phase - 1]!, values[phase]!, share);
  };
}
