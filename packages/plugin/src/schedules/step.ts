import { ABOVE_0, AT_LEAST_0, checkNumber } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { pow } from "../math/pow.ts";
import { checkRequired } from "./options.ts";

export interface StepOptions {
  /** The value at first. */
  readonly lr: number;
  /** After how many steps it changes, each time. */
  readonly stepSize: number;
  /** The factor each time. Default 0.1. */
  readonly gamma?: number | undefined;
}

/** lr · gamma^⌊t / stepSize⌋. torch `StepLR`. */
export function step(options: StepOptions): Schedule {
  checkRequired("step", options, ["lr", "stepSize", "gamma"]);
  const { lr, stepSize, gamma = 0.1 } = options;
  checkNumber("step", "lr", lr, AT_LEAST_0);
  checkNumber("step", "stepSize", stepSize, ABOVE_0);
  checkNumber("step", "gamma", gamma, AT_LEAST_0);
  return (t) => lr * pow(gamma, Math.floor(t / stepSize));
}
