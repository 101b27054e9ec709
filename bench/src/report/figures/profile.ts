import { count } from "../../count.ts";
import { factors } from "../../statistics/profile.ts";
import type { Suite } from "../suites.ts";
import { percent, trialsTitle } from "../words.ts";
import { type Figure, rounded } from "./chart.ts";

export function profileFigure({ entries, problems, group, trials }: Suite, id: string): Figure {
  const shown = [0, 10, 20, 30, 40];
  return {
    id,
    title: `Performance profile on ${group} problems, ${trialsTitle(trials)}`,
    caption: `On which share of ${count(problems.length, "problem")} an optimizer reaches the target within so many times the evaluations of the best one there. Higher is better; at 1 × it is the share on which it is the best itself, and the area under the line is the score. The bands, of the best two shown or of what is pointed at, are of other problems and seeds (95 %).`,
    chart: {
      x: { label: "evaluations, as a multiple of the best", scale: "log", unit: "factor", range: [1, factors.at(-1)!] },
      y: { label: "share of problems", scale: "linear", unit: "percent", range: [0, 1] },
      at: factors.map((x) => rounded(x)!),
      series: entries.map(({ optimizer, profile }) => ({
        name: optimizer,
        y: profile.map(({ value }) => rounded(value)),
        low: profile.map(({ low }) => rounded(low)),
        high: profile.map(({ high }) => rounded(high)),
      })),
      ...{ join: "steps", points: false },
    },
    table: {
      head: ["optimizer", ...shown.map((f) => `within ${rounded(factors[f]!)!.toFixed(1)} ×`)],
      rows: entries.map(({ optimizer, profile }) => [
        optimizer,
        ...shown.map((f) => {
          const { value, low, high } = profile[f]!;
          return `${percent(value)} % (${percent(low)}–${percent(high)})`;
        }),
      ]),
    },
  };
}
