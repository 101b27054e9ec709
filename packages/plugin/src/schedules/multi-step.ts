import { AT_LEAST_0, checkNumber, checkNumbers } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { pow } from "../math/pow.ts";
import { checkRequired } from "./options.ts";

export interface MultiStepOptions {
  /** The value at first. */
  readonly lr: number;
  /** From which steps on it changes. One that is there twice changes it twice. */
  readonly milestones: ArrayLike<number>;
  /** The factor at each. Default 0.1. */
  readonly gamma?: number | undefined;
}

/** lr · gamma^(number of milestones ≤ t). torch `MultiStepLR`. */
export function multiStep(options: MultiStepOptions): Schedule {
  checkRequired("multiStep", options, ["lr", "milestones", "gamma"]);
  const { lr, milestones, gamma = 0.1 } = options;
  checkNumber("multiStep", "lr", lr, AT_LEAST_0);
  checkNumbers("multiStep", "milestones", milestones, AT_LEAST_0);
  checkNumber("multiStep", "gamma", gamma, AT_LEAST_0);
  const steps = Array.from(milestones);
  return (t) => lr * pow(gamma, steps.filter((milestone) => milestone <= t).length);
}
