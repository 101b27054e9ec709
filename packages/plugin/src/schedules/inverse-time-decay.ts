import { ABOVE_0, AT_LEAST_0, checkBoolean, checkNumber, checkOptions } from "../arguments.ts";
import type { Schedule } from "../contract.ts";

export interface InverseTimeDecayOptions {
  /** In how many steps `decay` is reached once. Default 1. */
  readonly every?: number | undefined;
  /** Whether t / every is rounded down, so that the value falls once in `every` steps. Default false. */
  readonly staircase?: boolean | undefined;
}

/**
 * value / (1 + decay · t / every).
 * Keras `InverseTimeDecay(value, every, decay, staircase)`; the notebook's decay, with `every` 1.
 */
export function inverseTimeDecay(value: number, decay: number, options: InverseTimeDecayOptions = {}): Schedule {
  const owner = "inverseTimeDecay";
  checkOptions(owner, options, ["every", "staircase"]);
  const { every = 1, staircase = false } = options;
  checkNumber(owner, "value", value, AT_LEAST_0);
  checkNumber(owner, "decay", decay, AT_LEAST_0);
  checkNumber(owner, "every", every, ABOVE_0);
  checkBoolean(owner, "staircase", staircase);
  return (t) => value / (1 + decay * (staircase ? Math.floor(t / every) : t / every));
}
