import { ABOVE_0, AT_LEAST_0, checkChoice, checkNumber } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { pow } from "../math/pow.ts";
import { checkRequired } from "./options.ts";

export interface CyclicOptions {
  /** The least value, with which each cycle starts. */
  readonly baseLr: number;
  /** The greatest, that of the first cycle's peak. */
  readonly maxLr: number;
  /** The number of steps up. Default 2000. */
  readonly stepSizeUp?: number | undefined;
  /** The number of steps down. Default `stepSizeUp`. */
  readonly stepSizeDown?: number | undefined;
  /** What becomes of the amplitude. Default "triangular": nothing. */
  readonly mode?: "triangular" | "triangular2" | "exp_range" | undefined;
  /** Of "exp_range". Default 1. */
  readonly gamma?: number | undefined;
}

/**
 * baseLr + (maxLr - baseLr) · (how far up the triangle is) · scale, where scale is 1 ("triangular"), halved after each
 * cycle ("triangular2"), or gammaᵗ ("exp_range"). torch `CyclicLR`.
 *
 * Source: Smith 2017, Cyclical Learning Rates, arXiv:1506.01186.
 */
export function cyclic(options: CyclicOptions): Schedule {
  checkRequired("cyclic", options, ["baseLr", "maxLr", "stepSizeUp", "stepSizeDown", "mode", "gamma"]);
  const { baseLr, maxLr, stepSizeUp = 2000, stepSizeDown = stepSizeUp, mode = "triangular", gamma = 1 } = options;
  checkNumber("cyclic", "baseLr", baseLr, AT_LEAST_0);
  checkNumber("cyclic", "maxLr", maxLr, AT_LEAST_0);
  checkNumber("cyclic", "stepSizeUp", stepSizeUp, ABOVE_0);
  checkNumber("cyclic", "stepSizeDown", stepSizeDown, ABOVE_0);
  checkChoice("cyclic", "mode", mode, ["triangular", "triangular2", "exp_range"]);
  checkNumber("cyclic", "gamma", gamma, AT_LEAST_0);

  const length = stepSizeUp + stepSizeDown;
  const scale = {
    triangular: () => 1,
    triangular2: (t: number) => pow(2, -Math.floor(t / length)),
    exp_range: (t: number) => pow(gamma, t),
  }[mode];
  return (t) => {
    const since = t % length;
    const height = since <= stepSizeUp ? since / stepSizeUp : (length - since) / stepSizeDown;
    return baseLr + (maxLr - baseLr) * height * scale(t);
  };
}
