import { mainTarget, type Plan, type Track } from "../plan/plan.ts";
import { type Standing, standings } from "../statistics/profile.ts";
import { BASELINE } from "./against.ts";
import { type Rank, ranks } from "./ranks.ts";
import type { Row } from "./rows.ts";

export type Group = "analytic" | "learning";

/** The optimizers over all problems of a group: functions and what learns are never averaged together. */
export interface Suite {
  readonly track: Track;
  readonly group: Group;
  readonly trials: number;
  /** Those that every optimizer has all of its runs on. */
  readonly problems: readonly string[];
  /** Those that are not counted for want of runs. */
  readonly unfinished: readonly string[];
  /** The best first. */
  readonly entries: readonly Entry[];
}

export interface Entry extends Standing {
  readonly optimizer: string;
  readonly rank: Rank;
}

/** By track, group and number of trials; at the main target of each problem. */
export function suitesOf(plan: Plan, rows: readonly Row[]): Suite[] {
  // Whatever the order in the plan, problems are drawn by the same numbers.
  const optimizers = plan.optimizers.toSorted();
  return plan.tracks.flatMap((track) =>
    (["learning", "analytic"] as const).flatMap((group) => {
      const names = plan.problems.filter((problem) => problem.group === group).map(({ name }) => name);
      return plan.trials.flatMap((trials): Suite[] => {
        const here = rows.filter((row) => row.track === track && row.trials === trials);
        const times = names.map((name) => timesOf(plan, here, name, optimizers));
        const problems = names.filter((_, i) => times[i]);
        if (problems.length === 0) return [];
        const entries = entriesOf(
          optimizers,
          times.flatMap((each) => (each ? [each] : [])),
          plan.seed,
        );
        return [{ track, group, trials, problems, unfinished: names.filter((_, i) => !times[i]), entries }];
      });
    }),
  );
}

/** Of each group in each track the one with most trials. */
export const withMostTrialsOfGroup = (suites: readonly Suite[]): Suite[] =>
  suites.filter((own) =>
    suites.every((other) => other.track !== own.track || other.group !== own.group || other.trials <= own.trials),
  );

/** Evaluations to the main target, by optimizer and seed, or nothing where some are missing. */
function timesOf(
  plan: Plan,
  rows: readonly Row[],
  name: string,
  optimizers: readonly string[],
): (readonly number[])[] | undefined {
  const times = optimizers.flatMap((optimizer) => {
    const row = rows.find((each) => each.optimizer === optimizer && each.problem.name === name);
    const main = row?.reached[mainTarget(row.problem.targets)];
    return main && main.times.length === plan.testSeeds.length ? [main.times] : [];
  });
  return times.length === optimizers.length ? times : undefined;
}

function entriesOf(
  optimizers: readonly string[],
  times: readonly (readonly (readonly number[])[])[],
  seed: number,
): Entry[] {
  const found = standings(times, optimizers.indexOf(BASELINE), seed);
  const places = ranks(found, (a, b) => a.score.low > b.score.high);
  return optimizers
    .map((optimizer, i) => ({ optimizer, rank: places[i]!, ...found[i]! }))
    .sort((a, b) => b.score.value - a.score.value || b.score.high - a.score.high); // stable: of equal ones, by name
}
