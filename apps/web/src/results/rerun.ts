/** The worker's part of a replay: a run of a bench, again, in pieces. */

import { type RunResult, type RunSpec, type RunStep, run } from "@downhill/runs/run";
import { load, pluginOf, surroundings } from "../lanes/names.ts";
import type { Rerun, ResultsAsked } from "./questions.ts";

interface Underway {
  readonly number: number;
  readonly steps: Generator<RunStep, RunResult, void>;
  /** Evaluations from one measurement that is told to the next. */
  stride: number;
  at: number;
  told: number;
  last: RunStep | undefined;
}

/** So many points do for a chart of this size. */
const POINTS = 250;

let underway: Underway | undefined;

export async function rerun({ number, spec, until, milliseconds }: ResultsAsked["rerun"]): Promise<Rerun> {
  if (underway?.number !== number) {
    dispose();
    underway = await begun(number, spec);
  }
  const of = underway;
  const end = performance.now() + milliseconds;
  const evaluations: number[] = [];
  const losses: number[] = [];
  let result: RunResult | null = null;
  do {
    const { done, value } = of.steps.next();
    if (done) {
      result = value;
      if (value.loss !== null && value.evaluations > of.told) {
        evaluations.push(value.evaluations);
        losses.push(value.loss);
      }
      break;
    }
    of.last = value;
    // Without a model to evaluate, the run itself looks at every step.
    if (!value.task.lesson) of.stride = 1;
    of.at = value.evaluations;
    if (of.at < of.told + of.stride) continue;
    of.told = of.at;
    evaluations.push(of.at);
    losses.push(value.measure().loss);
  } while (of.at < until && performance.now() < end);
  const at = result?.evaluations ?? of.at;
  if (result) dispose();
  return { at, points: { evaluations: Uint32Array.from(evaluations), loss: Float64Array.from(losses) }, result };
}

/** @throws (rejects) Error for what this page does not have */
async function begun(number: number, spec: RunSpec): Promise<Underway> {
  const { name } = spec.problem;
  await load(name, undefined, [spec]);
  if (!Object.hasOwn(surroundings.problems, name))
    throw new Error(`the problem ${name} lies in an optional package, and is not in this page: replay it in Node`);
  try {
    pluginOf(spec.optimizer);
  } catch {
    throw new Error(`${spec.optimizer} is not in this page's catalog: its runs cannot be replayed here`);
  }
  const stride = Math.max(1, Math.floor(spec.budget / POINTS));
  return { number, steps: run(spec, surroundings), stride, at: 0, told: -stride, last: undefined };
}

/** Gives its memory back. */
function dispose(): void {
  underway?.last?.optimizer.dispose();
  underway?.last?.task.lesson?.model.dispose();
  underway = undefined;
}
