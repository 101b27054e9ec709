import { ABOVE_0, AT_LEAST_0, checkNumber } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { anneal } from "./anneal.ts";
import { checkRequired } from "./options.ts";

export interface CosineOptions {
  /** The value at first. */
  readonly lr: number;
  /** After how many steps it is least. It rises again after them, as in torch: half a period. */
  readonly tMax: number;
  /** The least value. Default 0. */
  readonly etaMin?: number | undefined;
}

/**
 * etaMin + ½ (lr - etaMin) (1 + cos(π t / tMax)). torch `CosineAnnealingLR`, which computes it by a recursion.
 * Source: Loshchilov & Hutter 2017, SGDR, equation 5, arXiv:1608.03983.
 */
export function cosine(options: CosineOptions): Schedule {
  checkRequired("cosine", options, ["lr", "tMax", "etaMin"]);
  const { lr, tMax, etaMin = 0 } = options;
  checkNumber("cosine", "lr", lr, AT_LEAST_0);
  checkNumber("cosine", "tMax", tMax, ABOVE_0);
  checkNumber("cosine", "etaMin", etaMin, AT_LEAST_0);
  return (t) => anneal.cos(lr, etaMin, t / tMax);
}
