import type { Schedule } from "./contract.ts";
import { fail, isRecord, mustBe } from "./errors.ts";

/** The same value at every step. */
export function constant(value: number): Schedule {
  positive("constant: value", value);
  return () => value;
}

export interface InverseTimeDecayOptions {
  /** In how many steps `decay` is reached once. Default 1. */
  readonly every?: number | undefined;
  /** Whether t / every is rounded down, so that the value falls once in `every` steps. Default false. */
  readonly staircase?: boolean | undefined;
}

/**
 * `value / (1 + decay · t / every)`, after t steps.
 * Keras `InverseTimeDecay(value, every, decay, staircase)`; the notebook's decay, with `every` 1.
 */
export function inverseTimeDecay(value: number, decay: number, options: InverseTimeDecayOptions = {}): Schedule {
  if (!isRecord(options)) mustBe("inverseTimeDecay: options", "a record such as { every, staircase }", options);
  const { every = 1, staircase = false, ...unknown } = options;
  for (const option in unknown) fail(`inverseTimeDecay: unknown option "${option}" (it has every, staircase)`);
  positive("inverseTimeDecay: value", value);
  positive("inverseTimeDecay: decay", decay);
  if (!(isNumber(every) && every > 0)) mustBe("inverseTimeDecay: every", "a number of steps, more than 0", every);
  if (typeof staircase !== "boolean") mustBe("inverseTimeDecay: staircase", "true or false", staircase);
  return (t) => value / (1 + decay * (staircase ? Math.floor(t / every) : t / every));
}

/** Compared, `null` and `""` are 0. */
const isNumber = (value: unknown): value is number => Number.isFinite(value);

function positive(what: string, value: number) {
  if (!(isNumber(value) && value >= 0)) mustBe(what, "a finite number, at least 0", value);
}
