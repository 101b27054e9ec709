import { type Aim, mainTarget, type Plan, type Track, type Winner } from "../plan/plan.ts";
import { winners } from "../plan/winners.ts";
import type { Share } from "../statistics/wilson.ts";
import type { Dispute } from "../store/dispute.ts";
import type { Line } from "../store/line.ts";
import { type Finding, findings } from "./published.ts";
import { type Row, rowsOf } from "./rows.ts";
import { type Section, sectionsOf } from "./sections.ts";
import { type Suite, suitesOf } from "./suites.ts";

/** A figure of the table: an element of `table` of `--json`. */
export interface Cell {
  readonly track: Track;
  readonly problem: string;
  readonly optimizer: string;
  /** Hyperparameter trials of which the best is shown; 1 is the published defaults. */
  readonly trials: number;
  readonly target: string;
  /** Share of the test runs that met the target, with Wilson's 95 % interval. */
  readonly success: Share;
  /** Gradient evaluations to it, with the bootstrap's 95 % interval. null: infinite, it was missed. */
  readonly evaluations: { readonly median: number | null; readonly low: number | null; readonly high: number | null };
}

/** What a bench has found, from its plan and its lines alone. */
export interface Report {
  readonly plan: Plan;
  readonly table: readonly Cell[];
  readonly rows: readonly Row[];
  readonly sections: readonly Section[];
  readonly suites: readonly Suite[];
  readonly published: readonly Finding[];
  readonly runs: { readonly tuning: number; readonly test: number; readonly diverged: number };
  /** Test runs that the winners are still to have. */
  readonly missing: number;
  /** Workers that came to other bits than others. */
  readonly disputes?: readonly Dispute[] | undefined;
}

/**
 * @param chosen whose test runs an optimizer is shown with: those that the plan has, unless a test says otherwise
 * @param aim which target is looked at: the one that all were tuned for, unless another is asked for
 * @throws RangeError for a target that is met before the first step, and a problem that the plan does not have
 */
export function report(
  plan: Plan,
  lines: readonly Line[],
  chosen: readonly Winner[] = winners(plan, lines),
  aim: Aim = mainTarget,
): Report {
  const rows = rowsOf(plan, lines, chosen);
  const sections = sectionsOf(plan, rows, aim);
  const tests = lines.filter(({ phase }) => phase === "test").length;
  const expected = plan.problems.length * plan.optimizers.length * cells(plan) * plan.testSeeds.length;
  return {
    plan,
    table: rows.flatMap(cellsOf),
    rows,
    sections,
    suites: suitesOf(plan, rows, aim),
    published: findings(sections),
    runs: {
      tuning: lines.length - tests,
      test: tests,
      diverged: lines.filter(({ result }) => result.diverged !== null).length,
    },
    missing: expected - rows.reduce((sum, row) => sum + row.lines.length, 0),
  };
}

/** Of an optimizer on a problem: how often it is shown. The track of defaults has one trial. */
const cells = ({ tracks, trials }: Plan): number =>
  tracks.reduce((sum, track) => sum + (track === "defaults" ? 1 : trials.length), 0);

function cellsOf({ track, problem, optimizer, trials, reached }: Row): Cell[] {
  return reached.map(({ target, success, evaluations: { median, low, high } }) => ({
    ...{ track, problem: problem.name, optimizer, trials, target, success },
    evaluations: { median: orNull(median), low: orNull(low), high: orNull(high) },
  }));
}

const orNull = (x: number): number | null => (Number.isFinite(x) ? x : null);
