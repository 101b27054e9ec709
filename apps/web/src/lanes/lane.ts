/** One optimizer's run, which can be taken back and forth in time. */

import type { Task } from "@downhill/problems";
import {
  type Checkpoint,
  type RunResult,
  type RunSpec,
  type RunStep,
  run,
  type Surroundings,
} from "@downhill/runs/run";
import type { Point } from "../race/curve.ts";
import { checkpoints } from "./checkpoints.ts";

export interface Lane {
  readonly spec: RunSpec;
  /** Where it is: the last step, whose task and optimizer are as they are now. */
  readonly now: RunStep;
  readonly diverged: { readonly step: number; readonly evaluations: number } | null;
  /** Takes a step, if so many evaluations pay for it. @returns whether there was one */
  step(until: number): boolean;
  /** Goes back as far as it must for steps to lead to `until`. */
  rewind(until: number): void;
  /** Whether there is no step to take up to there. */
  isAt(until: number): boolean;
  /** The last place that had spent no more than that, from which the same run can be gone through beside this one. */
  before(evaluations: number): Checkpoint | undefined;
  /** The last measurement where it is: of all data, and of the weights that so many evaluations pay for. */
  readonly measured: Point;
  /** What has been measured since the last call, and not before. */
  take(): Point[];
  dispose(): void;
}

/** Steps between two checkpoints, at first. */
const GAP = 16;

/**
 * Evaluations from one measurement to the next: those of an epoch where there are batches, since it is of all data; one
 * elsewhere.
 */
export function strideOf({ lesson }: Task): number {
  return lesson ? Math.max(1, Math.floor(lesson.data.x.shape[0]! / lesson.batchSize)) : 1;
}

/** @throws as `run` */
export function lane(spec: RunSpec, surroundings: Surroundings): Lane {
  const saved = checkpoints<Checkpoint & { readonly measured: Point }>(GAP);
  let steps = run(spec, surroundings);
  let now = first(steps.next());
  const stride = strideOf(now.task);
  const cost = costOf(spec, surroundings, now);
  let result: RunResult | undefined;
  let diverged: Lane["diverged"] = null;
  let measured: Point = { evaluations: 0, ...now.measure() };
  let points = [measured];
  /** Up to where it has been told what was measured. */
  let told = 0;

  saved.add({ ...now.save(), measured });

  function look(): void {
    const { step, evaluations } = now;
    if (Math.floor(evaluations / stride) > Math.floor(measured.evaluations / stride)) {
      measured = { evaluations, ...now.measure() };
      if (evaluations > told) points.push(measured);
      told = Math.max(told, evaluations);
    }
    if (saved.due(step)) saved.add({ ...now.save(), measured });
  }

  const isAt = (until: number): boolean => result !== undefined || now.evaluations + cost > until;

  const give = (): void => {
    now.optimizer.dispose();
    now.task.lesson?.model.dispose();
  };

  return {
    spec,
    before: saved.before,
    get now() {
      return now;
    },
    get diverged() {
      return diverged;
    },
    get measured() {
      return measured;
    },
    isAt,
    step(until) {
      if (isAt(until)) return false;
      const next = steps.next();
      if (!next.done) {
        now = next.value;
        look();
        return true;
      }
      result = next.value;
      if (result.diverged !== null) diverged = { step: result.diverged, evaluations: result.evaluations };
      return false;
    },
    rewind(until) {
      const from = saved.before(until)!;
      // From where it is, unless it has gone too far or would have to go a longer way.
      const ahead = now.evaluations > until || (result !== undefined && result.evaluations > until);
      if (!ahead && from.evaluations <= now.evaluations) return;
      give();
      steps = run(spec, surroundings, from);
      now = first(steps.next());
      measured = from.measured;
      result = undefined;
    },
    take() {
      const taken = points;
      points = [];
      return taken;
    },
    dispose: give,
  };
}

function first(next: IteratorResult<RunStep, RunResult>): RunStep {
  if (next.done) throw new Error("a run begins with where it starts");
  return next.value;
}

/** The fewest evaluations that a step takes. */
function costOf({ optimizer }: RunSpec, { optimizers }: Surroundings, { optimizer: { hyper } }: RunStep): number {
  const plugin = typeof optimizers === "function" ? optimizers(optimizer) : optimizers[optimizer]!;
  const more = plugin.evaluations({ ...hyper });
  return typeof more === "number" ? 1 + more : 1;
}
