import { AT_LEAST_0, checkChoice, checkNumber, checkWhole } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { anneal } from "./anneal.ts";
import { checkRequired } from "./options.ts";
import { warmup } from "./warmup.ts";

export interface WarmupStableDecayOptions {
  /** The value between warm-up and decay. */
  readonly lr: number;
  readonly warmupSteps: number;
  readonly stableSteps: number;
  readonly decaySteps: number;
  /** What the value falls to, and stays at. Default 0. */
  readonly etaMin?: number | undefined;
  /** How it falls after a share p of its steps: 1 - p, half a cosine, or 1 - √p. Default "linear". */
  readonly decay?: "linear" | "cos" | "sqrt" | undefined;
  /** As of `warmup`: the factor of the first step. Default 1 / warmupSteps. */
  readonly startFactor?: number | undefined;
}

const falls = {
  ...anneal,
  sqrt: (from: number, to: number, share: number) => anneal.linear(from, to, Math.sqrt(share)),
};

/**
 * A straight line up to lr, lr for a while, then down to etaMin: the length of a training need not be known before its
 * decay starts.
 *
 * Source: Hu et al. 2024, MiniCPM, section 4, arXiv:2404.06395; 1 - √p is Hägele et al. 2024, arXiv:2405.18392.
 */
export function warmupStableDecay(options: WarmupStableDecayOptions): Schedule {
  const owner = "warmupStableDecay";
  const known = ["lr", "warmupSteps", "stableSteps", "decaySteps", "etaMin", "decay", "startFactor"] as const;
  checkRequired(owner, options, known);
  const { lr, warmupSteps, stableSteps, decaySteps, etaMin = 0, decay = "linear", startFactor } = options;
  checkNumber(owner, "lr", lr, AT_LEAST_0);
  checkWhole(owner, "warmupSteps", warmupSteps, 0);
  checkWhole(owner, "stableSteps", stableSteps, 0);
  checkWhole(owner, "decaySteps", decaySteps);
  checkNumber(owner, "etaMin", etaMin, AT_LEAST_0);
  checkChoice(owner, "decay", decay, ["linear", "cos", "sqrt"]);
  if (startFactor !== undefined) checkNumber(owner, "startFactor", startFactor, AT_LEAST_0);
  const fall = falls[decay];
  const afterwards: Schedule = (t) => {
    if (t < stableSteps) return lr;
    return t < stableSteps + decaySteps ? fall(lr, etaMin, (t - stableSteps) / decaySteps) : etaMin;
  };
  return warmup(afterwards, warmupSteps, { startFactor });
}
