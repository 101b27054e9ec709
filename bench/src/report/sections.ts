import type { Aim, Plan, PlannedProblem, PlannedTarget, Track } from "../plan/plan.ts";
import { type Against, against } from "./against.ts";
import { type Rank, ranks } from "./ranks.ts";
import type { Reached, Row } from "./rows.ts";

/** A problem in a track at one number of trials: all optimizers, whoever needs fewest evaluations to the target first. */
export interface Section {
  readonly track: Track;
  readonly problem: PlannedProblem;
  readonly trials: number;
  readonly target: PlannedTarget;
  /** Of a run, in this track. */
  readonly budget: number;
  readonly rows: readonly Placed[];
}

/** A row, its figures at the target, and where that puts it. */
export interface Placed extends Row {
  readonly main: Reached;
  readonly rank: Rank;
  /** Absent of the baseline itself, and where there is none. */
  readonly against: Against | undefined;
}

export function sectionsOf(plan: Plan, rows: readonly Row[], aim: Aim): Section[] {
  return plan.tracks.flatMap((track) =>
    plan.problems.flatMap((problem) =>
      plan.trials.flatMap((trials): Section[] => {
        const own = rows.filter((row) => row.track === track && row.problem === problem && row.trials === trials);
        if (own.length === 0) return [];
        const index = aim(problem.targets);
        const budget = Math.max(...own.flatMap(({ lines }) => lines.map(({ spec }) => spec.budget)));
        return [{ track, problem, trials, target: problem.targets[index]!, budget, rows: placed(own, index) }];
      }),
    ),
  );
}

export const isSameProblem = (a: Section, b: Section): boolean => a.track === b.track && a.problem === b.problem;

/** Of each problem in each track the section with most trials. */
export const withMostTrials = (sections: readonly Section[]): Section[] =>
  sections.filter((own) => sections.every((other) => !isSameProblem(own, other) || other.trials <= own.trials));

/** Where intervals lie apart: of the evaluations, or, where these do not, of the shares that met the target. */
export function isBefore(a: Reached, b: Reached): boolean {
  if (a.evaluations.high < b.evaluations.low) return true;
  return a.success.low > b.success.high && a.evaluations.median <= b.evaluations.median;
}

function placed(rows: readonly Row[], target: number): Placed[] {
  const tests = against(rows, target);
  const places = ranks(
    rows.map(({ reached }) => reached[target]!),
    isBefore,
  );
  return rows
    .map((row, i) => ({ ...row, main: row.reached[target]!, rank: places[i]!, against: tests[i] }))
    .sort(
      (a, b) =>
        compare(a.main.evaluations.median, b.main.evaluations.median) ||
        compare(b.main.hits, a.main.hits) ||
        compare(a.loss.median, b.loss.median) ||
        compare(a.optimizer, b.optimizer),
    );
}

const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
