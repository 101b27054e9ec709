import { ABOVE_0, AT_LEAST_0, checkNumber } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { pow } from "../math/pow.ts";
import { checkRequired } from "./options.ts";

export interface PolynomialOptions {
  /** The value at first. */
  readonly lr: number;
  /** After how many steps it is 0, and stays. Default 5. */
  readonly totalIters?: number | undefined;
  /** Default 1: a straight line. */
  readonly power?: number | undefined;
}

/** lr · (1 - t / totalIters)^power, 0 after totalIters steps. torch `PolynomialLR`. */
export function polynomial(options: PolynomialOptions): Schedule {
  checkRequired("polynomial", options, ["lr", "totalIters", "power"]);
  const { lr, totalIters = 5, power = 1 } = options;
  checkNumber("polynomial", "lr", lr, AT_LEAST_0);
  checkNumber("polynomial", "totalIters", totalIters, ABOVE_0);
  checkNumber("polynomial", "power", power, ABOVE_0);
  return (t) => lr * pow(1 - Math.min(t, totalIters) / totalIters, power);
}
