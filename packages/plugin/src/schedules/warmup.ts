import { AT_LEAST_0, checkFunction, checkNumber, checkOptions, checkWhole } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { anneal } from "./anneal.ts";

export interface WarmupOptions {
  /** The factor of the first step. Default 1 / steps: with 0 the first step would not move anything. */
  readonly startFactor?: number | undefined;
}

/**
 * A straight line of that many steps up to the schedule's first value, then the schedule, from its beginning.
 * torch `SequentialLR([LinearLR, …])`; with `startFactor` 0 the warm-up of Optax and of Hugging Face's Transformers.
 *
 * @param schedule any schedule
 * @param steps how many steps the warm-up takes; 0 for none
 */
export function warmup(schedule: Schedule, steps: number, options: WarmupOptions = {}): Schedule {
  checkFunction("warmup", "schedule", schedule);
  checkWhole("warmup", "steps", steps, 0);
  checkOptions("warmup", options, ["startFactor"]);
  const { startFactor = 1 / steps } = options;
  if (options.startFactor !== undefined) checkNumber("warmup", "startFactor", startFactor, AT_LEAST_0);
  return (t) => (t < steps ? schedule(0) * anneal.linear(startFactor, 1, t / steps) : schedule(t - steps));
}
