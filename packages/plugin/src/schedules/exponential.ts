import { AT_LEAST_0, checkNumber } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { pow } from "../math/pow.ts";
import { checkRequired } from "./options.ts";

export interface ExponentialOptions {
  /** The value at first. */
  readonly lr: number;
  /** The factor at each step. */
  readonly gamma: number;
}

/** lr · gammaᵗ. torch `ExponentialLR`. */
export function exponential(options: ExponentialOptions): Schedule {
  checkRequired("exponential", options, ["lr", "gamma"]);
  const { lr, gamma } = options;
  checkNumber("exponential", "lr", lr, AT_LEAST_0);
  checkNumber("exponential", "gamma", gamma, AT_LEAST_0);
  return (t) => lr * pow(gamma, t);
}
