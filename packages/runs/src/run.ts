import type { Optimizer, Plugin } from "@downhill/plugin";
import type { Measure, Problem, Task } from "@downhill/problems";
import { type Checkpoint, restore, valuesOf } from "./checkpoint.ts";
import { type Meter, meter } from "./meter.ts";
import { type Curve, Recorder, type TargetResult } from "./record.ts";
import { type Schedules, scheduled } from "./schedule.ts";
import { checkSpec, inField, type RunSpec } from "./spec.ts";
import { stepsOf } from "./steps.ts";
import { Streak } from "./streak.ts";
import { hashOf, measured } from "./weights.ts";

export type { Checkpoint } from "./checkpoint.ts";
export type { Curve, TargetResult } from "./record.ts";
export type { ScheduleSpec, Schedules } from "./schedule.ts";
export { checkSpec, type RunSpec } from "./spec.ts";

/** What a spec's names stand for. */
export interface Surroundings {
  /** By the spec's text, or what makes a plugin of it, such as the catalog's `parse`. */
  readonly optimizers: Readonly<Record<string, Plugin>> | ((text: string) => Plugin);
  readonly problems: Readonly<Record<string, Problem>>;
  /** Those of `./schedules`, for specs that have one. Default: none. */
  readonly schedules?: Partial<Schedules> | undefined;
}

/** Where a run is: before its first step, and after each. */
export interface RunStep {
  /** Steps taken. */
  readonly step: number;
  /** Gradients computed for them. */
  readonly evaluations: number;
  /** Before the last step, of its batch and noise; before the first one, that of all data. */
  readonly loss: number;
  /** Loss and metric of the weights to evaluate with as they are now, of all data and without noise. */
  measure(): Measure;
  /** What the result's hash would be if the run ended here. */
  hash(): string;
  /** What `run` goes on from, in this place or another. */
  save(): Checkpoint;
  /** What is trained. */
  readonly task: Task;
  readonly optimizer: Optimizer;
}

export interface RunResult {
  readonly curve: Curve;
  /** In the order of the spec's, or the problem's. */
  readonly targets: readonly TargetResult[];
  /** The number of the step, from 1 on, that found a loss or gradients not finite or a loss that has exploded, left weights of such a loss, or was the first of too many that found it too high; or null. */
  readonly diverged: number | null;
  /** Steps taken, and gradients computed, those of a step that could not be finished included. */
  readonly steps: number;
  readonly evaluations: number;
  /** Of the weights at the end, of all data and without noise; null where the run has diverged. */
  readonly loss: number | null;
  readonly metric: number | null;
  /** SHA-256 of the weights at the end, those to evaluate with, in the order of the parameters, as little-endian floats. */
  readonly hash: string;
}

/** A loss so many times that of the start, or that number where the start's is less than 1, has exploded. */
const EXPLODED = 1e6;

/**
 * Trains what the spec says: an iterator of its steps, which returns the result. Looking at it or not, and leaving the
 * iterator for a while, make no difference to the bits.
 *
 * A step that the budget cannot pay for is not taken, and one that finds out in its midst is taken back.
 * @param from where the same spec's run was once: it goes on from there, and first yields that place again
 * @throws TypeError or RangeError naming the spec's field and the value: at once
 */
export function run(
  spec: RunSpec,
  surroundings: Surroundings,
  from?: Checkpoint | undefined,
): Generator<RunStep, RunResult, void> {
  checkSpec(spec);
  const { seed, budget, precision, clip, lost } = spec;
  const problem = problemOf(spec, surroundings);
  const task = inField("problem", () => problem.start({ seed, options: spec.problem.options, precision }));
  const plugin = pluginOf(spec, surroundings);
  const optimizer = optimizerOf(spec, plugin, task, surroundings);
  const cost = plugin.evaluations({ ...optimizer.hyper });
  return iterate();

  function* iterate(): Generator<RunStep, RunResult, void> {
    /** The present weights' measure, if it was taken; and that of those before. */
    let now: Measure | undefined = measured(task, optimizer);
    let held = now;
    const limit = EXPLODED * Math.max(1, Math.abs(now.loss));
    const hasExploded = (loss: number) => !(Number.isFinite(loss) && loss <= limit);
    const streak = new Streak(lost, now.loss, from?.high);
    if (from) {
      restore(task, optimizer, from);
      now = held = measured(task, optimizer);
    }
    const hasDiverged = (loss: number) => hasExploded(loss) || streak.add(metered.steps + 1, loss);
    const metered: Meter = meter(optimizer, budget, hasDiverged, from);
    const advance = stepsOf(task, metered, { clip, seed, taken: metered.steps });
    const record = new Recorder(budget, targetsOf(spec, problem), from?.recorded);
    const [least, most] = typeof cost === "number" ? [1 + cost, 1 + cost] : [1, 1 + cost.most];
    let diverged: number | null = null;

    const measure = (): Measure => {
      now ??= measured(task, optimizer);
      return now;
    };
    /** At the weights that are there, as far as curve and targets ask. @returns false where they are no good */
    const look = (last: boolean): boolean => {
      const { evaluations } = metered;
      if (last || !task.lesson || record.wants(evaluations + most - 1)) {
        held = measure();
        if (hasExploded(held.loss)) return false;
        record.meet(evaluations, held.loss);
      }
      return true;
    };
    const report = (loss: number): RunStep => {
      const { steps, evaluations } = metered;
      const hash = () => hashOf(optimizer.weights());
      const save = (): Checkpoint => {
        const [values, state, recorded] = [valuesOf(task), optimizer.state(), record.recorded()];
        return { steps, evaluations, loss, values, optimizer: state, recorded, high: streak.since };
      };
      return { step: steps, evaluations, loss, measure, hash, save, task, optimizer };
    };
    /** @returns whether there was a step */
    const step = (): boolean => {
      const before = metered.evaluations;
      advance();
      if (metered.outcome === "diverged") {
        record.fillBelow(before + 1, held);
        diverged = streak.isOver ? streak.since! : metered.steps + 1;
      }
      if (metered.outcome !== "going on") return false;
      record.fillBelow(metered.evaluations, held);
      now = undefined;
      if (!look(false)) diverged = metered.steps;
      return diverged === null;
    };

    if (!from) look(false);
    yield report(from?.loss ?? measure().loss);
    while (metered.evaluations + least <= budget && step()) yield report(metered.loss);
    if (diverged === null && !look(true)) diverged = metered.steps;
    if (diverged === null) record.fillBelow(budget + 1, held);
    return {
      curve: record.curve(),
      targets: record.targets(),
      diverged,
      steps: metered.steps,
      evaluations: metered.evaluations,
      loss: diverged === null ? held.loss : null,
      metric: diverged === null ? held.metric : null,
      hash: hashOf(optimizer.weights()),
    };
  }
}

/** The result of a run to its end, whose memory is given back. */
export function runToEnd(spec: RunSpec, surroundings: Surroundings): RunResult {
  const steps = run(spec, surroundings);
  let { value, done } = steps.next();
  let last: RunStep | undefined;
  while (!done) {
    last = value as RunStep;
    ({ value, done } = steps.next());
  }
  last?.optimizer.dispose();
  last?.task.lesson?.model.dispose();
  return value as RunResult;
}

/**
 * Loads what the spec's problem needs, where its data lie in an optional package.
 * @throws (rejects) as `run` for a spec that is none, and Error where the package is not installed
 */
export async function prepare(spec: RunSpec, surroundings: Pick<Surroundings, "problems">): Promise<void> {
  checkSpec(spec);
  await problemOf(spec, surroundings).prepare();
}

function problemOf({ problem: { name } }: RunSpec, { problems }: Pick<Surroundings, "problems">): Problem {
  if (Object.hasOwn(problems, name)) return problems[name]!;
  const names = Object.keys(problems).join(", ");
  throw new RangeError(`run: spec.problem.name: there is no problem "${name}" (there are ${names})`);
}

function pluginOf({ optimizer }: RunSpec, { optimizers }: Surroundings): Plugin {
  if (typeof optimizers === "function") return inField("optimizer", () => optimizers(optimizer));
  if (Object.hasOwn(optimizers, optimizer)) return optimizers[optimizer]!;
  const names = Object.keys(optimizers).join(", ");
  throw new RangeError(`run: spec.optimizer: there is no optimizer "${optimizer}" (there are ${names})`);
}

function optimizerOf(
  { hyper = {}, schedule, seed }: RunSpec,
  plugin: Plugin,
  { parameters }: Task,
  { schedules = {} }: Surroundings,
): Optimizer {
  const numbers = schedule ? inField("schedule", () => scheduled(plugin, hyper, schedule, schedules)) : hyper;
  // Methods that draw remember what they draw from; others know no such option.
  const draws = Object.hasOwn(plugin.state, "seed") && Object.hasOwn(plugin.state, "drawn");
  // A step that is skipped for its gradients is how a run diverges.
  const options = { nonFinite: "skip", ...(draws && { seed }) } as const;
  return inField("hyper", () => plugin(parameters, numbers as never, options));
}

function targetsOf({ targets, problem: { options = {} } }: RunSpec, problem: Problem): readonly number[] {
  if (targets) return targets;
  return Object.keys(options).length === 0 ? problem.targets.map(({ loss }) => loss) : [];
}
