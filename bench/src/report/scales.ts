/** Where a figure lies among the others of its problem, for those that draw it. */

import type { Section } from "./sections.ts";

/** On a log axis from a little below the least end of an interval to the budget: 0 to 1. What is infinite lies beyond. */
export interface TimeScale {
  readonly least: number;
  place(evaluations: number): number;
}

export function timeScale({ rows, budget }: Section): TimeScale {
  const least = Math.min(budget / 2, ...rows.map(({ main }) => main.evaluations.low)) / 1.1;
  return {
    least,
    place: (x) => (Number.isFinite(x) ? Math.log(x / least) / Math.log(budget / least) : 1.01),
  };
}

/** 1 for the best median of a problem, down to 0 for four times that and beyond, as the scores have it. */
export const nearness = (median: number, best: number): number =>
  // Infinite of infinite is no ratio.
  Number.isFinite(median) ? Math.max(0, 1 - Math.log2(median / best) / 2) : 0;
