import type { RunResult, RunSpec } from "@downhill/runs/run";
import { median } from "../statistics/median.ts";
import type { Job } from "./jobs.ts";
import { mainTarget, type Plan, type Space, type Winner } from "./plan.ts";
import { isAtEdge } from "./space.ts";

/** A job that has been done. */
export type Done = Job & { readonly result: Pick<RunResult, "targets" | "loss"> };

/** How a trial did over the tuning seeds. */
interface Score {
  readonly successes: number;
  /** Median to the main target, and median at the end; infinite where that was missed, or the run diverged. */
  readonly evaluations: number;
  readonly loss: number;
}

/**
 * For each track, problem, optimizer and number of trials the best of so many trials: with most successes at the main
 * target, then least median evaluations to it, then least median loss at the end; the first of equals. Of one trial, and on
 * the track of the defaults, that is the first. Where tuning runs are missing, there is no winner as yet.
 */
export function winners(plan: Plan, lines: readonly Done[]): Winner[] {
  const byTrial = new Map<string, Done[]>();
  for (const line of lines) {
    if (line.phase !== "tuning") continue;
    const key = trialKey(line.track, line.spec.problem.name, line.spec.optimizer, line.trial);
    byTrial.set(key, [...(byTrial.get(key) ?? []), line]);
  }
  return plan.tracks.flatMap((track) =>
    plan.problems.flatMap(({ name: problem, targets }) =>
      plan.optimizers.flatMap((optimizer) => {
        const space = plan.spaces[optimizer]!;
        const ladder = track === "defaults" ? [1] : plan.trials;
        return ladder.flatMap((trials): Winner[] => {
          const tried = Array.from({ length: Math.min(trials, plan.drawn[optimizer]!.length) }, (_, trial) =>
            byTrial.get(trialKey(track, problem, optimizer, trial)),
          );
          const complete = tried.every((runs) => runs?.length === plan.tuningSeeds.length);
          if (tried.length > 1 && !complete) return [];
          const trial = tried.length > 1 ? best(tried.map((runs) => score(runs!, mainTarget(targets)))) : 0;
          const edges = edgesOf(space, tried[trial]?.[0]?.spec.hyper);
          return [{ track, problem, optimizer, trials, trial, edges }];
        });
      }),
    ),
  );
}

/** What of a trial's values lies at an end of its range; the published defaults lie where they lie. */
function edgesOf({ hyper }: Space, values: RunSpec["hyper"] = {}): string[] {
  return Object.keys(values).filter((name) => isAtEdge(hyper[name]!, Number(values[name])));
}

const trialKey = (...of: readonly (string | number)[]): string => JSON.stringify(of);

function score(runs: readonly Done[], target: number): Score {
  const evaluations = runs.map(({ result }) => result.targets[target]!.evaluations ?? Infinity);
  const losses = runs.map(({ result }) => result.loss ?? Infinity);
  const middle = (values: readonly number[]) => median(Float64Array.from(values).sort());
  return {
    successes: evaluations.filter(Number.isFinite).length,
    evaluations: middle(evaluations),
    loss: middle(losses),
  };
}

function best(scores: readonly Score[]): number {
  const isBetter = (a: Score, b: Score) => {
    if (a.successes !== b.successes) return a.successes > b.successes;
    if (a.evaluations !== b.evaluations) return a.evaluations < b.evaluations;
    return a.loss < b.loss;
  };
  return scores.reduce((first, each, i) => (isBetter(each, scores[first]!) ? i : first), 0);
}
