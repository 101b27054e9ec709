import type { Plan, PlannedProblem, Track, Winner } from "../plan/plan.ts";
import { type Middle, medianInterval } from "../statistics/median.ts";
import { type Share, wilson } from "../statistics/wilson.ts";
import type { Line } from "../store/line.ts";

/** An optimizer on a problem, at a number of trials: the test runs of the winner among them. */
export interface Row {
  readonly track: Track;
  readonly problem: PlannedProblem;
  readonly optimizer: string;
  /** Whether it was compared with no other implementation. */
  readonly isUnverified: boolean;
  /** Of so many trials the winner is the best. */
  readonly trials: number;
  /** Its number: 0 is the published defaults. */
  readonly trial: number;
  readonly hyper: Readonly<Record<string, number | boolean>>;
  /** Its hyperparameters at an end of their range. */
  readonly edges: readonly string[];
  /** In the order of the plan's test seeds: fewer than those where the bench was ended before. */
  readonly lines: readonly Line[];
  readonly diverged: number;
  /** Of the final loss; that of a run that diverged is infinite. */
  readonly loss: Middle;
  /** In the order of the problem's targets. */
  readonly reached: readonly Reached[];
}

export interface Reached {
  readonly target: string;
  /** Evaluations to it of each line, infinite where it was missed. */
  readonly times: readonly number[];
  readonly hits: number;
  readonly success: Share;
  readonly evaluations: Middle;
}

/** In the order of the winners; without those of which no test run has finished. */
export function rowsOf(plan: Plan, lines: readonly Line[], winners: readonly Winner[]): Row[] {
  const tests = new Map<string, Line[]>();
  for (const line of lines) {
    if (line.phase !== "test") continue;
    const { track, trial, spec } = line;
    const key = keyOf(track, spec.problem.name, spec.optimizer, trial);
    const others = tests.get(key);
    if (others) others.push(line);
    else tests.set(key, [line]);
  }
  const problems = new Map(plan.problems.map((problem) => [problem.name, problem]));
  return winners.flatMap(({ track, problem: name, optimizer, trials, trial, edges }) => {
    const problem = problems.get(name);
    if (!problem) throw new RangeError(`report: there is no problem "${name}" in the plan`);
    const own = tests.get(keyOf(track, name, optimizer, trial)) ?? [];
    const bySeed = new Map(own.map((line) => [line.spec.seed, line]));
    const ordered = plan.testSeeds.flatMap((seed) => bySeed.get(seed) ?? []);
    if (ordered.length === 0) return [];
    const hyper = ordered[0]!.spec.hyper ?? {};
    const isUnverified = plan.unverified?.includes(optimizer) ?? false;
    const about = { track, problem, optimizer, isUnverified, trials, trial, hyper, edges };
    return [{ ...about, lines: ordered, ...measured(problem, ordered) }];
  });
}

const keyOf = (...parts: readonly (string | number)[]): string => parts.join("\n");

function measured(problem: PlannedProblem, lines: readonly Line[]): Pick<Row, "diverged" | "loss" | "reached"> {
  return {
    diverged: lines.filter(({ result }) => result.diverged !== null).length,
    loss: medianInterval(lines.map(({ result }) => result.loss ?? Infinity)),
    reached: problem.targets.map((target, i) => {
      const times = lines.map(({ spec, result }) => {
        const evaluations = result.targets[i]?.evaluations ?? Infinity;
        if (evaluations > 0) return evaluations;
        throw new RangeError(
          `report: ${problem.name}: its target "${target.name}" (${target.loss}) is met before the first step from seed ${spec.seed}`,
        );
      });
      const hits = times.filter(Number.isFinite).length;
      return {
        target: target.name,
        times,
        hits,
        success: wilson(hits, times.length),
        evaluations: medianInterval(times),
      };
    }),
  };
}
