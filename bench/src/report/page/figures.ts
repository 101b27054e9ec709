import type { Figure } from "../figures/chart.ts";
import { html, json, type Markup } from "./markup.ts";
import { gridTable } from "./tables.ts";

/** A figure: its chart is drawn by the page's script, its numbers are there without. */
export const figureMarkup = ({ id, title, caption, chart, table }: Figure): Markup => html`
<figure id="${id}">
<figcaption><strong>${title}.</strong> ${caption}</figcaption>
<div class="chart" data-chart="${id}" role="img" aria-label="${title}: a chart. Its numbers are in the table below."></div>
<details><summary>${title}: in numbers</summary>${gridTable(table, `${title}, numbers`)}</details>
<script type="application/json" data-of="${id}">${json(chart)}</script>
</figure>`;
