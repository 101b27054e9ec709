import { mainTarget } from "../../plan/plan.ts";
import { timeScale } from "../scales.ts";
import type { Section } from "../sections.ts";
import type { Suite } from "../suites.ts";
import { evaluations } from "../words.ts";
import { html, type Markup } from "./markup.ts";
import type { Pictures } from "./tables.ts";

/** An interval and what lies in it, as shares of the width. Its numbers stand beside it. */
function range(low: number, value: number, high: number): Markup {
  const percent = (share: number) => `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
  const dot = value <= 1 ? html`<b style="left: ${percent(value)}"></b>` : undefined;
  return html`<span class="range" aria-hidden="true"><i style="left: ${percent(low)}; right: ${percent(1 - high)}"></i>${dot}</span>`;
}

/** Scores on an axis from 0 to 1. */
export const scoreRanges = ({ entries }: Suite): Pictures => ({
  behind: 2,
  head: "0 to 1",
  cells: entries.map(({ score }) => range(score.low, score.value, score.high)),
});

/** Evaluations to the main target. */
export function timeRanges(section: Section): Pictures {
  const { rows, budget, problem } = section;
  const { least, place } = timeScale(section);
  return {
    behind: 2 + mainTarget(problem.targets),
    head: `${evaluations(least)} to ${evaluations(budget)}, log`,
    cells: rows.map(({ main: { evaluations: own } }) =>
      Number.isFinite(own.low)
        ? range(place(own.low), place(own.median), place(own.high))
        : html`<span class="range" aria-hidden="true"></span>`,
    ),
  };
}
