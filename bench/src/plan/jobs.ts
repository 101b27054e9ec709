import type { RunSpec } from "@downhill/runs/run";
import { dequal } from "dequal/lite";
import type { Plan, Track, Winner } from "./plan.ts";
import { specOf } from "./trials.ts";

/** A run, and what it is for. */
export interface Job {
  readonly track: Track;
  readonly phase: "tuning" | "test";
  readonly trial: number;
  readonly spec: RunSpec;
}

/** What a job is known by within its plan. */
export const jobKey = ({ track, phase, trial, spec }: Job): string =>
  JSON.stringify([track, phase, trial, spec.problem.name, spec.optimizer, spec.seed]);

/**
 * The runs that the trials are compared by. Those of one seed and trial come one after the other for all problems and
 * optimizers: what is there when it ends early is there for all of them.
 */
export function tuning(plan: Plan): Job[] {
  const most = plan.trials.at(-1)!;
  const jobs: Job[] = [];
  for (const track of plan.tracks.filter((each) => each !== "defaults"))
    for (let trial = 0; trial < most; trial++)
      for (const seed of plan.tuningSeeds)
        for (const problem of plan.problems)
          for (const optimizer of plan.optimizers) {
            const values = plan.drawn[optimizer]![trial];
            // A method without a choice of trials needs no comparison of them.
            if (!values || plan.drawn[optimizer]!.length === 1) continue;
            jobs.push({ track, phase: "tuning", trial, spec: specOf(plan, track, problem, optimizer, values, seed) });
          }
  return jobs;
}

/** The runs of the winners that are known, each once, even where it wins at several numbers of trials. */
export function test(plan: Plan, winners: readonly Winner[]): Job[] {
  const problems = new Map(plan.problems.map((problem) => [problem.name, problem]));
  const jobs = plan.testSeeds.flatMap((seed) =>
    winners.map(({ track, problem, optimizer, trial }): Job => {
      const values = plan.drawn[optimizer]![trial]!;
      const spec = specOf(plan, track, problems.get(problem)!, optimizer, values, seed);
      return { track, phase: "test", trial, spec };
    }),
  );
  return [...new Map(jobs.map((job) => [jobKey(job), job])).values()];
}

/** As many test runs as there may come to be: as if each number of trials had a winner of its own. */
export function mostTests(plan: Plan): Job[] {
  const winners = plan.tracks.flatMap((track) =>
    plan.problems.flatMap(({ name: problem }) =>
      plan.optimizers.flatMap((optimizer) => {
        const most = track === "defaults" ? 1 : plan.drawn[optimizer]!.length;
        const ladder = plan.trials.slice(0, most);
        return ladder.map((trials, trial): Winner => ({ track, problem, optimizer, trials, trial, edges: [] }));
      }),
    ),
  );
  return test(plan, winners);
}

/** Whether a job is one that a plan may come to: all test runs of a trial, whoever has won. */
export function plannedBy(plan: Plan): (job: Job) => boolean {
  // As a map: a stranger's optimizer may be named as what every object has.
  const drawn = new Map(Object.entries(plan.drawn));
  const problems = new Map(plan.problems.map((problem) => [problem.name, problem]));
  return ({ track, phase, trial, spec }) => {
    const problem = problems.get(spec.problem.name);
    const values = drawn.get(spec.optimizer)?.[trial];
    const seeds = phase === "test" ? plan.testSeeds : plan.tuningSeeds;
    if (!plan.tracks.includes(track) || !problem || !values || !seeds.includes(spec.seed)) return false;
    return dequal(spec, specOf(plan, track, problem, spec.optimizer, values, spec.seed));
  };
}
