import type { Clip } from "@downhill/core";
import { checkChoice, checkNumber, checkNumbers, checkOptions, checkWhole, refuse } from "@downhill/plugin/arguments";
import type { Precision } from "@downhill/problems";
import { checkSchedule, type ScheduleSpec } from "./schedule.ts";
import type { Lost } from "./streak.ts";

/** A run: plain JSON. The same spec gives the same bits, in Node and in every browser. */
export interface RunSpec {
  /** Of this schema. */
  readonly version: 1;
  /** The problem's name, and what its own `options` say. */
  readonly problem: {
    readonly name: string;
    readonly options?: Readonly<Record<string, number | boolean>> | undefined;
  };
  /** As the catalog's `parse` reads it: `adam`, `lookahead(clip(adam))`. */
  readonly optimizer: string;
  /** What differs from the optimizer's defaults. */
  readonly hyper?: Readonly<Record<string, number | boolean>> | undefined;
  /** What a hyperparameter follows. Default: nothing, it stays. */
  readonly schedule?: ScheduleSpec | undefined;
  /** How gradients are limited, as by `fit`. Default: not at all. */
  readonly clip?: Clip | undefined;
  /** Of initial weights, batches, noise, and what the optimizer draws: a whole number below 2³². */
  readonly seed: number;
  /** Default: the problem's. */
  readonly precision?: Precision | undefined;
  /** Gradients that may be computed. */
  readonly budget: number;
  /**
   * The run has diverged, too, where this many steps in a row find a loss so many times that of the start: where it is
   * clipped, it does not explode. Default: not so.
   */
  readonly lost?: Lost | undefined;
  /** Losses to reach. Default: the problem's targets, with its default options. */
  readonly targets?: readonly number[] | undefined;
}

const owner = "run";
const KNOWN: Readonly<Record<keyof RunSpec, true>> = {
  ...{ version: true, problem: true, optimizer: true, hyper: true, schedule: true, clip: true },
  ...{ seed: true, precision: true, budget: true, targets: true, lost: true },
};

/**
 * Checks what can be known without the problem and the optimizer, which check their own options.
 * @throws TypeError or RangeError naming the field and the value
 */
export function checkSpec(spec: RunSpec): void {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) refuse(owner, "spec", "an object", spec);
  checkOptions(`${owner}: spec`, spec, Object.keys(KNOWN) as (keyof RunSpec)[]);
  const { version, problem, optimizer, hyper, schedule, clip, seed, precision, budget, targets, lost } = spec;
  checkNumber(owner, "spec.version", version, { words: "1", has: (x) => x === 1 });
  checkRecord("problem", problem);
  checkOptions(`${owner}: spec.problem`, problem, ["name", "options"]);
  checkText("problem.name", problem.name);
  if (problem.options !== undefined) checkValues("problem.options", problem.options);
  checkText("optimizer", optimizer);
  if (hyper !== undefined) checkValues("hyper", hyper);
  if (schedule !== undefined) checkSchedule(schedule);
  if (clip !== undefined) checkClip(clip);
  checkNumber(owner, "spec.seed", seed, { words: "a whole number from 0 to 4294967295", has: isSeed });
  if (precision !== undefined) checkChoice(owner, "spec.precision", precision, ["float32", "float64"]);
  checkWhole(owner, "spec.budget", budget);
  if (targets !== undefined) checkNumbers(owner, "spec.targets", targets);
  if (lost !== undefined) checkLost(lost);
}

const isSeed = (x: number) => Number.isInteger(x) && x >= 0 && x <= 0xffffffff;

function checkText(field: string, value: unknown): void {
  if (typeof value !== "string" || value === "") refuse(owner, `spec.${field}`, "a name", value);
}

function checkRecord(field: string, value: unknown): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    refuse(owner, `spec.${field}`, "an object", value);
}

/** Numbers that JSON has, and flags. */
function checkValues(field: string, values: Readonly<Record<string, unknown>>): void {
  checkRecord(field, values);
  for (const [name, value] of Object.entries(values))
    if (typeof value !== "boolean") checkNumber(owner, `spec.${field}.${name}`, value);
}

function checkClip(clip: Clip): void {
  checkRecord("clip", clip);
  checkOptions(`${owner}: spec.clip`, clip, ["norm", "value"]);
  const given = Object.entries(clip);
  if (given.length !== 1) refuse(owner, "spec.clip", "{ norm } or { value }", clip);
  for (const [name, value] of given)
    checkNumber(owner, `spec.clip.${name}`, value, { words: "a finite number > 0", has: (x) => x > 0 && x < Infinity });
}

function checkLost(lost: Lost): void {
  checkRecord("lost", lost);
  checkOptions(`${owner}: spec.lost`, lost, ["above", "steps"]);
  checkNumber(owner, "spec.lost.above", lost.above, {
    words: "a finite number >= 1",
    has: (x) => x >= 1 && x < Infinity,
  });
  checkWhole(owner, "spec.lost.steps", lost.steps);
}

/** What is thrown in there names the spec's field first. */
export function inField<T>(field: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error) error.message = `${owner}: spec.${field}: ${error.message}`;
    throw error;
  }
}
