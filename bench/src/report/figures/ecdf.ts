import { shareBelow } from "../../statistics/ecdf.ts";
import { ladderTimes, RUNGS } from "../ladder.ts";
import type { Section } from "../sections.ts";
import type { Suite } from "../suites.ts";
import { percent, trialsTitle } from "../words.ts";
import { type Figure, rounded } from "./chart.ts";

/** Shares of the budget, evenly on a log axis from a hundredth on. */
const at = Array.from({ length: 61 }, (_, i) => Number((100 ** (i / 60 - 1)).toPrecision(4)));

/** How much of a ladder of targets is reached, over the problems of a suite; nothing where runs were stored without their curves. */
export function ecdfFigure(suite: Suite, sections: readonly Section[], id: string): Figure | undefined {
  const own = sections.filter(
    ({ problem, trials }) => trials === suite.trials && suite.problems.includes(problem.name),
  );
  const shares = new Map<string, number[]>();
  for (const { rows, budget } of own) {
    const times = ladderTimes(rows);
    if (!times) return;
    for (const [i, { optimizer }] of rows.entries()) {
      const reached = times[i]!.flat().map((evaluations) => evaluations / budget);
      shares.set(optimizer, [...(shares.get(optimizer) ?? []), ...reached]);
    }
  }
  const series = suite.entries.map(({ optimizer }) => ({
    name: optimizer,
    y: shareBelow(shares.get(optimizer)!, at).map((x) => rounded(x)),
  }));
  const shown = [0, 15, 30, 45, 60];
  return {
    id,
    title: `Targets reached on ${suite.group} problems, ${trialsTitle(suite.trials)}`,
    caption: `A ladder of ${RUNGS} losses a problem, from the start's down to the hardest target's: which share of them, over all runs, is reached after how much of the budget. Higher is better, and further left is sooner. It sees the easy targets too, where the profile sees one.`,
    chart: {
      x: { label: "share of the budget", scale: "log", unit: "percent", range: [at[0]!, 1] },
      y: { label: "share of targets", scale: "linear", unit: "percent", range: [0, 1] },
      ...{ at, series, join: "steps", points: false },
    },
    table: {
      head: ["optimizer", ...shown.map((i) => `at ${Number((100 * at[i]!).toPrecision(2))} %`)],
      rows: series.map(({ name, y }) => [name, ...shown.map((i) => `${percent(y[i]!)} %`)]),
    },
  };
}
