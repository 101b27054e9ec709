import type { Aim, Plan, Track } from "../plan/plan.ts";
import type { Banded } from "../statistics/band.ts";
import { areaBelow } from "../statistics/ecdf.ts";
import { meanBands } from "../statistics/means.ts";
import { type Standing, standings } from "../statistics/profile.ts";
import { BASELINE } from "./against.ts";
import { ladderTimes } from "./ladder.ts";
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
  readonly isUnverified: boolean;
  /** Of a ladder of targets how many are reached, and how soon: 1 is all of them in a hundredth of the budget. Absent without curves. */
  readonly ladder?: Banded | undefined;
  readonly rank: Rank;
}

/** By track, group and number of trials; at one target of each problem. */
export function suitesOf(plan: Plan, rows: readonly Row[], aim: Aim): Suite[] {
  // Whatever the order in the plan, problems are drawn by the same numbers.
  const optimizers = plan.optimizers.toSorted();
  return plan.tracks.flatMap((track) =>
    (["learning", "analytic"] as const).flatMap((group) => {
      const names = plan.problems.filter((problem) => problem.group === group).map(({ name }) => name);
      return plan.trials.flatMap((trials): Suite[] => {
        const here = rows.filter((row) => row.track === track && row.trials === trials);
        const complete = names.map((name) => completeRows(plan, here, name, optimizers));
        const problems = names.filter((_, i) => complete[i]);
        if (problems.length === 0) return [];
        const entries = entriesOf(
          optimizers,
          complete.flatMap((each) => (each ? [each] : [])),
          plan.seed,
          aim,
        );
        return [{ track, group, trials, problems, unfinished: names.filter((_, i) => !complete[i]), entries }];
      });
    }),
  );
}

/** Of each group in each track the one with most trials. */
export const withMostTrialsOfGroup = (suites: readonly Suite[]): Suite[] =>
  suites.filter((own) =>
    suites.every((other) => other.track !== own.track || other.group !== own.group || other.trials <= own.trials),
  );

/** A problem's rows, by optimizer, or nothing where runs are missing. */
function completeRows(
  plan: Plan,
  rows: readonly Row[],
  name: string,
  optimizers: readonly string[],
): readonly Row[] | undefined {
  const own = rows.filter((row) => row.problem.name === name && row.lines.length === plan.testSeeds.length);
  const found = optimizers.flatMap((optimizer) => own.find((row) => row.optimizer === optimizer) ?? []);
  return found.length === optimizers.length ? found : undefined;
}

function entriesOf(
  optimizers: readonly string[],
  problems: readonly (readonly Row[])[],
  seed: number,
  aim: Aim,
): readonly Entry[] {
  const times = problems.map((rows) => rows.map((row) => row.reached[aim(row.problem.targets)]!.times));
  const found = standings(times, optimizers.indexOf(BASELINE), seed);
  const ladders = ladderBands(problems, seed);
  const places = ranks(found, (a, b) => a.score.low > b.score.high);
  return optimizers
    .map((optimizer, i) => {
      const { isUnverified } = problems[0]![i]!;
      return { optimizer, isUnverified, rank: places[i]!, ladder: ladders?.[i], ...found[i]! };
    })
    .sort(
      (a, b) =>
        b.score.value - a.score.value || b.score.high - a.score.high || (b.ladder?.value ?? 0) - (a.ladder?.value ?? 0), // stable: of equal ones, by name
    );
}

/** Areas under the ECDF over each problem's ladder of targets; nothing where runs were stored without their curves. */
function ladderBands(problems: readonly (readonly Row[])[], seed: number): Banded[] | undefined {
  const areas = problems.flatMap((rows) => {
    const times = ladderTimes(rows);
    return times
      ? [times.map((own, i) => own.map((reached, s) => areaBelow(reached, rows[i]!.lines[s]!.spec.budget)))]
      : [];
  });
  return areas.length === problems.length ? meanBands(areas, seed) : undefined;
}
