/** How a lane does at every rate: 13 of them, two to a power of ten, whatever its other numbers are. */

import type { RunSpec } from "@downhill/runs/run";
import type { Course } from "../lanes/protocol.ts";
import { type Entry, specOf } from "../race/race.ts";

export const RATES: readonly number[] = Array.from({ length: 13 }, (_, i) =>
  Number(`${i % 2 === 0 ? 1 : 3}e${Math.floor(i / 2) - 4}`),
);

/** Runs are cut there: what a rate is worth shows early. */
const MOST = 1000;
const lengthOf = ({ budget }: Pick<Course, "budget">): number => Math.min(budget, MOST);

export const ratesOf = (course: Course, entry: Entry): RunSpec[] =>
  RATES.map((lr) => {
    const hyper = { ...entry.hyper, lr };
    return specOf({ ...course, budget: lengthOf(course) }, { ...entry, hyper });
  });

/** Where a rate lies on the strip, in cells from its left end; half a cell is the middle of the first. */
export function placeOf(rate: number): number {
  if (!(rate > 0)) return 0;
  return Math.min(Math.max(2 * (Math.log10(rate) + 4) + 0.5, 0), RATES.length);
}

export interface Cell {
  readonly rate: number;
  /** null: it has diverged; undefined: not known yet. */
  readonly loss: number | null | undefined;
}

/** From 0, as bad as at the start or worse, to 1, the best of all lanes: on the scale of the chart. */
export function goodness(loss: number, start: number, best: number): number {
  if (!(loss < start) || !(best < start)) return 0;
  const depth = (x: number) => Math.log(start) - Math.log(Math.max(x, 1e-12));
  return depth(loss) / depth(best);
}
