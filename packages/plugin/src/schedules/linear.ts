import { ABOVE_0, AT_LEAST_0, checkNumber } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { anneal } from "./anneal.ts";
import { checkRequired } from "./options.ts";

export interface LinearOptions {
  /** What the factors are of. */
  readonly lr: number;
  /** The factor at first. Default 1/3. */
  readonly startFactor?: number | undefined;
  /** The factor after `totalIters` steps, and from then on. Default 1. */
  readonly endFactor?: number | undefined;
  /** Default 5. */
  readonly totalIters?: number | undefined;
}

/** lr · (startFactor + (endFactor - startFactor) · min(1, t / totalIters)). torch `LinearLR`. */
export function linear(options: LinearOptions): Schedule {
  checkRequired("linear", options, ["lr", "startFactor", "endFactor", "totalIters"]);
  const { lr, startFactor = 1 / 3, endFactor = 1, totalIters = 5 } = options;
  checkNumber("linear", "lr", lr, AT_LEAST_0);
  checkNumber("linear", "startFactor", startFactor, AT_LEAST_0);
  checkNumber("linear", "endFactor", endFactor, AT_LEAST_0);
  checkNumber("linear", "totalIters", totalIters, ABOVE_0);
  return (t) => lr * anneal.linear(startFactor, endFactor, Math.min(t, totalIters) / totalIters);
}
