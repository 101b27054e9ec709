import { ABOVE_0, AT_LEAST_0, checkNumber, checkWhole } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { anneal } from "./anneal.ts";
import { checkRequired } from "./options.ts";

export interface CosineRestartsOptions {
  /** The value at first, and after each restart. */
  readonly lr: number;
  /** The number of steps to the first restart. */
  readonly t0: number;
  /** How many times as long as the one before each further period is, a whole number. Default 1. */
  readonly tMult?: number | undefined;
  /** The value that each period falls towards. Default 0. */
  readonly etaMin?: number | undefined;
}

/**
 * etaMin + ½ (lr - etaMin) (1 + cos(π s / T)), s steps after the last restart, in periods of T = t0, t0·tMult, …
 * torch `CosineAnnealingWarmRestarts`.
 * Source: Loshchilov & Hutter 2017, SGDR, equation 5, arXiv:1608.03983.
 */
export function cosineRestarts(options: CosineRestartsOptions): Schedule {
  checkRequired("cosineRestarts", options, ["lr", "t0", "tMult", "etaMin"]);
  const { lr, t0, tMult = 1, etaMin = 0 } = options;
  checkNumber("cosineRestarts", "lr", lr, AT_LEAST_0);
  checkNumber("cosineRestarts", "t0", t0, ABOVE_0);
  checkWhole("cosineRestarts", "tMult", tMult);
  checkNumber("cosineRestarts", "etaMin", etaMin, AT_LEAST_0);
  return (t) => {
    let since = tMult === 1 ? t % t0 : t;
    let period = t0;
    while (since >= period) {
      since -= period;
      period *= tMult;
    }
    return anneal.cos(lr, etaMin, since / period);
  };
}
