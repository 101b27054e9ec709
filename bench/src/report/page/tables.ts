import type { Cell } from "../../table.ts";
import { BASELINE } from "../against.ts";
import { hitsOf, nameOf, timesOf } from "../grids.ts";
import type { Grid } from "../layout.ts";
import { nearness } from "../scales.ts";
import type { Placed, Section } from "../sections.ts";
import type { Suite } from "../suites.ts";
import { html, type Markup } from "./markup.ts";

/** What a screen reader says of it, and who tabs to it can scroll. */
const scrolling = (label: string, content: Markup): Markup =>
  html`<div class="scroll" role="group" aria-label="${label}" tabindex="0">${content}</div>`;

/** A column of pictures, behind another column. */
export interface Pictures {
  readonly behind: number;
  readonly head: string;
  readonly cells: readonly Markup[];
}

/** A table whose first column names its rows. */
export function gridTable({ head, rows }: Grid, label: string, pictures?: Pictures): Markup {
  const [first, ...others] = head;
  return scrolling(
    label,
    html`<table>
<thead><tr><th scope="col">${first}</th>${others.map((title, i) => [html`<th scope="col">${title}</th>`, i + 1 === pictures?.behind ? html`<th scope="col" class="picture">${pictures.head}</th>` : undefined])}</tr></thead>
<tbody>${rows.map(
      ([name, ...cells], row) =>
        html`
<tr${name === BASELINE ? html` class="baseline"` : ""}><th scope="row">${cellMarkup(name!)}</th>${cells.map((cell, i) => [html`<td>${cellMarkup(cell)}</td>`, i + 1 === pictures?.behind ? html`<td class="picture">${pictures.cells[row]}</td>` : undefined])}</tr>`,
    )}
</tbody></table>`,
  );
}

const cellMarkup = (cell: Cell): Markup =>
  typeof cell === "string"
    ? html`${cell}`
    : html`<span class="value">${cell[0]}</span> <span class="note">${cell[1]}</span>`;

/** Optimizers by problems: median evaluations with their intervals, the darker the nearer to the best one. */
export function heatmap({ entries, trials, problems }: Suite, sections: readonly Section[], label: string): Markup {
  const own = problems.map((name) => sections.find((each) => each.problem.name === name && each.trials === trials)!);
  return scrolling(
    label,
    html`<table class="heat">
<thead><tr><th scope="col">optimizer</th>${own.map(({ problem }) => html`<th scope="col">${problem.name}</th>`)}</tr></thead>
<tbody>${entries.map(
      ({ optimizer, isUnverified }) =>
        html`
<tr${optimizer === BASELINE ? html` class="baseline"` : ""}><th scope="row">${cellMarkup(nameOf({ optimizer, isUnverified }))}</th>${own.map(
          ({ rows }) => heat(rows.find((row) => row.optimizer === optimizer)!, rows[0]!),
        )}</tr>`,
    )}
</tbody></table>`,
  );
}

function heat({ main }: Placed, best: Placed): Markup {
  const share = nearness(main.evaluations.median, best.main.evaluations.median);
  const times = timesOf(main);
  const [value, interval] = typeof times === "string" ? [times] : times;
  const [hits] = hitsOf(main);
  return html`<td style="--heat: ${Math.round(100 * share)}%"><span class="value">${value}</span> <span class="note">${interval ?? ""}</span> <span class="note">${hits}</span></td>`;
}
