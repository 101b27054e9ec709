/** What five seeds say, in a sentence and as a band: each lane the same five, so that they are paired. */

import type { RunResult, RunSpec } from "@downhill/runs/run";
import type { Course } from "../lanes/protocol.ts";
import { grouped, plain, shown } from "../race/numbers.ts";
import { type Entry, specOf } from "../race/race.ts";
import { listed } from "../race/verdict.ts";

export const SEEDS = 5;

const seedsOf = (course: Course): number[] => Array.from({ length: SEEDS }, (_, i) => (course.seed + i) % 2 ** 32);

export const runsOf = (course: Course, entry: Entry): RunSpec[] =>
  seedsOf(course).map((seed) => specOf({ ...course, seed }, entry));

/** The least, the middle and the greatest loss of the seeds, wherever all of them have a point. */
export interface Band {
  readonly evaluations: readonly number[];
  readonly low: readonly number[];
  readonly median: readonly number[];
  readonly high: readonly number[];
}

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

/** Of an odd number of values. */
const middle = (values: readonly number[]): number => ascending(values)[values.length >> 1]!;

export function bandOf(results: readonly RunResult[]): Band {
  const length = Math.min(...results.map(({ curve }) => curve.loss.length));
  const at = (i: number) => ascending(results.map(({ curve }) => curve.loss[i]!));
  const columns = Array.from({ length }, (_, i) => at(i));
  return {
    evaluations: results[0]!.curve.evaluations.slice(0, length),
    low: columns.map((column) => column[0]!),
    median: columns.map(middle),
    high: columns.map((column) => column.at(-1)!),
  };
}

export interface SeedResults {
  readonly name: string;
  readonly results: readonly RunResult[];
}

/** Misses count as longer than anything; where most miss, there is no median. */
export function seedsSaid(lanes: readonly SeedResults[], target: number | null): string {
  if (target === null) {
    const losses = lanes.map(
      ({ name, results }) => `${name} ${shown(middle(results.map(({ loss }) => loss ?? Infinity)), 2)}`,
    );
    return `Median losses of ${SEEDS} seeds: ${losses.join(", ")}.`;
  }
  const counted = lanes.map(({ name, results }) => {
    const met = results.map(({ targets }) => targets[0]?.evaluations ?? Infinity);
    return { name, hits: met.filter((x) => x < Infinity).length, median: middle(met) };
  });
  const hitting = counted.filter(({ hits }) => hits > 0).sort((a, b) => a.median - b.median || b.hits - a.hits);
  const said = hitting.map(({ name, hits, median }) => {
    const when = median < Infinity ? `, at the median after ${grouped(median)} steps` : "";
    return `${name} in ${hits} of ${SEEDS}${when}`;
  });
  const never = listed(counted.filter(({ hits }) => hits === 0).map(({ name }) => name));
  const reached = said.length > 0 ? `Of ${SEEDS} seeds, ${plain(target)} was reached by ${said.join("; by ")}.` : "";
  const missed = never
    ? `${said.length > 0 ? " " : `Of ${SEEDS} seeds, none brought it to ${plain(target)}: `}${never}${said.length > 0 ? " never reached it" : ""}.`
    : "";
  return reached + missed;
}
