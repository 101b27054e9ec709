import type { Schedule } from "./contract.ts";

/** The same value at every step. */
export function constant(value: number): Schedule {
  positive("constant", "value", value);
  return () => value;
}

/**
 * `value / (1 + decay · t / every)`, after t steps.
 * Keras `InverseTimeDecay(value, every, decay, staircase)`; the notebook's decay, with `every` 1.
 * @param options.staircase whether t / every is rounded down, so that the value falls once in `every` steps
 */
export function inverseTimeDecay(
  value: number,
  decay: number,
  { every = 1, staircase = false }: { every?: number; staircase?: boolean } = {},
): Schedule {
  positive("inverseTimeDecay", "value", value);
  positive("inverseTimeDecay", "decay", decay);
  if (!(every > 0 && every < Infinity))
    throw new RangeError(`inverseTimeDecay: every must be more than 0 steps, got ${every}`);
  return (t) => value / (1 + decay * (staircase ? Math.floor(t / every) : t / every));
}

function positive(schedule: string, name: string, value: number) {
  if (!(value >= 0 && value < Infinity))
    throw new RangeError(`${schedule}: ${name} must be a finite number, at least 0, got ${value}`);
}
