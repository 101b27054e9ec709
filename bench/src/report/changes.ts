import type { Track } from "../plan/plan.ts";
import { discoveries } from "../statistics/discoveries.ts";
import type { Middle } from "../statistics/median.ts";
import { signedRank } from "../statistics/signed-rank.ts";
import type { Report } from "./report.ts";
import type { Placed, Section } from "./sections.ts";

/** What has become of an optimizer on a problem between two results, at the main target. */
export interface Change {
  readonly track: Track;
  readonly problem: string;
  readonly optimizer: string;
  readonly trials: number;
  readonly before: Side;
  readonly after: Side;
  /** Runs that both have, from the same seed, and those of them whose final weights are the same bits. */
  readonly paired: number;
  readonly identical: number;
  /** Of a paired signed-rank test over the seeds that both have, corrected for the number of tests; absent without such seeds. */
  readonly p?: number | undefined;
  /** `noise`: not shown to be more than that. */
  readonly verdict: "same" | "noise" | "fewer" | "more";
}

interface Side {
  readonly evaluations: Middle;
  readonly hits: number;
  readonly runs: number;
  /** The winner's number. */
  readonly trial: number;
}

export interface Changes {
  /** Where both have runs to the same target within the same budget. */
  readonly changes: readonly Change[];
  /** Why others are not compared. */
  readonly left: readonly string[];
}

/** Below it, a difference is more than noise. */
const LEVEL = 0.05;

/** What has changed from one result to the other. */
export function changes(before: Report, after: Report): Changes {
  const left: string[] = [];
  const found = before.sections.flatMap((section) => {
    const name = `${section.problem.name}, ${section.track}, ${section.trials} ${section.trials === 1 ? "trial" : "trials"}`;
    const other = after.sections.find((each) => isSame(section, each));
    const reason = other ? differing(section, other) : "the second has no runs";
    if (reason) left.push(`${name}: ${reason}`);
    if (!other || reason) return [];
    const missing = alone(section, other, "second").concat(alone(other, section, "first"));
    left.push(...missing);
    return section.rows.flatMap((row) => {
      const later = other.rows.find(({ optimizer }) => optimizer === row.optimizer);
      return later ? [compared(section, row, later)] : [];
    });
  });
  const fresh = after.sections.filter((section) => !before.sections.some((each) => isSame(section, each)));
  left.push(
    ...fresh.map(({ problem, track, trials }) => `${problem.name}, ${track}, ${trials}: the first has no runs`),
  );
  const ps = discoveries(found.flatMap(({ p }) => p ?? []));
  let next = 0;
  return {
    changes: found.map((change) => {
      const p = change.p === undefined ? undefined : ps[next++]!;
      return { ...change, p, verdict: verdictOf(change, p) };
    }),
    left: [...new Set(left)],
  };
}

const isSame = (a: Section, b: Section): boolean =>
  a.problem.name === b.problem.name && a.track === b.track && a.trials === b.trials;

function differing(a: Section, b: Section): string | undefined {
  if (a.budget !== b.budget) return `a budget of ${a.budget} and one of ${b.budget}`;
  if (a.target.loss !== b.target.loss) return `a target of ${a.target.loss} and one of ${b.target.loss}`;
  return undefined;
}

const alone = (section: Section, other: Section, which: string): string[] =>
  section.rows
    .filter((row) => !other.rows.some(({ optimizer }) => optimizer === row.optimizer))
    .map(({ optimizer }) => `the ${which} has no ${optimizer}`);

function compared({ track, problem, trials }: Section, before: Placed, after: Placed): Omit<Change, "verdict"> {
  const later = new Map(after.lines.map((line, i) => [line.spec.seed, { line, time: after.main.times[i]! }]));
  const pairs = before.lines.flatMap((line, i) => {
    const other = later.get(line.spec.seed);
    return other ? [{ line, time: before.main.times[i]!, other }] : [];
  });
  const test = signedRank(
    pairs.map(({ other }) => other.time),
    pairs.map(({ time }) => time),
  );
  return {
    ...{ track, problem: problem.name, optimizer: before.optimizer, trials },
    ...{ before: side(before), after: side(after), paired: pairs.length },
    identical: pairs.filter(({ line, other }) => line.result.hash === other.line.result.hash).length,
    p: pairs.length > 0 ? test.p : undefined,
  };
}

const side = ({ main: { evaluations, hits, times }, trial }: Placed): Side => ({
  ...{ evaluations, hits, runs: times.length, trial },
});

/** More than noise: intervals that lie apart, or pairs that differ one way. */
function verdictOf(change: Omit<Change, "verdict">, p: number | undefined): Change["verdict"] {
  const { before, after, paired, identical } = change;
  if (identical === paired && paired === before.runs && paired === after.runs) return "same";
  const isApart = before.evaluations.high < after.evaluations.low || after.evaluations.high < before.evaluations.low;
  if (!isApart && !(p !== undefined && p < LEVEL)) return "noise";
  return isLess(after, before) ? "fewer" : "more";
}

/** Of medians; where both are infinite, or equal, of the hits. */
const isLess = (a: Side, b: Side): boolean =>
  a.evaluations.median === b.evaluations.median ? a.hits > b.hits : a.evaluations.median < b.evaluations.median;
