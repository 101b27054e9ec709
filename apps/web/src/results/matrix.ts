/** Optimizers by problems: in each cell the median evaluations to the target, and their interval as a bar. */

import { BASELINE } from "@downhill/bench/report/against";
import { score as scoreText } from "@downhill/bench/report/words";
import { el, pen } from "../elements.ts";
import { colourOf, dashOf } from "../theme.ts";
import type { Cell, Column, Comparison, SuiteSaid } from "./comparison.ts";
import type { Pens } from "./pens.ts";
import type { Known } from "./questions.ts";
import { roving } from "./roving.ts";
import { cellText, evaluationsText, isAmongFirst, signOf } from "./words.ts";

export interface MatrixView {
  readonly comparison: Comparison;
  readonly pens: Pens;
  readonly known: Readonly<Record<string, Known>>;
}

interface Callbacks {
  onCell(column: Column, cell: Cell): void;
  onToggle(optimizer: string): void;
  onLift(optimizer: string | null): void;
}

export interface Matrix {
  readonly element: HTMLElement;
  update(view: MatrixView): void;
  /** After a change of an optimizer's pen. */
  repaint(optimizer: string): void;
  lift(optimizer: string | null): void;
}

/** What a group is called over its columns. */
const groups = { learning: "what learns", analytic: "functions" } as const;

/** A column of the table: the scores of a group, or a problem. */
type Part = { readonly suite: SuiteSaid } | { readonly column: Column };

export function matrix({ onCell, onToggle, onLift }: Callbacks): Matrix {
  const table = el("table", { role: "grid", class: "matrix", "aria-label": "Optimizers by problems" });
  const scroll = el("div", { class: "scroll" }, table);
  const moving = roving(table);
  let view: MatrixView | undefined;

  function headOf(parts: readonly Part[], comparison: Comparison): HTMLElement {
    const spans = (["learning", "analytic"] as const).flatMap((group) => {
      const count = parts.filter((part) => groupOf(part) === group).length;
      const attributes = { scope: "colgroup", colspan: String(count), class: "group" };
      return count > 0 ? [el("th", attributes, groups[group])] : [];
    });
    const titles = parts.map((part) => {
      const isScore = "suite" in part;
      const title = isScore ? "score" : part.column.problem;
      const said = isScore
        ? "score, 0 to 1"
        : `${title}: ${comparison.choice.target} is a loss of ${part.column.target.loss}`;
      return el("th", { scope: "col", class: isScore ? "score" : "", title: said }, ...broken(title));
    });
    return el(
      "thead",
      {},
      el("tr", {}, el("td"), ...spans),
      el("tr", {}, el("th", { scope: "col" }, "optimizer"), ...titles),
    );
  }

  function rowOf(optimizer: string, parts: readonly Part[], { pens, known }: MatrixView) {
    const its = pens.of(optimizer);
    const name = el(
      "button",
      { type: "button", class: "quiet", title: "in the charts, or not" },
      el("b", {}, optimizer),
    );
    penned(name, its);
    name.addEventListener("click", () => onToggle(optimizer));
    const head = el("th", { scope: "row" }, name);
    if (known[optimizer]?.inCatalog === false) head.append(" ", mark("not in the catalog"));
    else if (known[optimizer]?.isUnverified) head.append(" ", mark("unverified"));
    const cells = parts.map((part) =>
      "suite" in part ? scoreOf(part.suite, optimizer) : cellOf(part.column, optimizer),
    );
    const row = el("tr", { "data-optimizer": optimizer }, head, ...cells.map(({ cell }) => cell));
    if (optimizer === BASELINE) row.classList.add("baseline");
    row.addEventListener("pointerenter", () => onLift(optimizer));
    row.addEventListener("pointerleave", () => onLift(null));
    row.addEventListener("focusin", () => onLift(optimizer));
    return { row, stops: [name, ...cells.map(({ stop }) => stop)] };
  }

  function cellOf(column: Column, optimizer: string) {
    const found = column.cells.find((each) => each.optimizer === optimizer);
    if (!found) {
      const cell = el("td", { class: "none", "aria-label": `${optimizer} on ${column.problem}: no runs` }, "–");
      return { cell, stop: cell };
    }
    const { places, hits } = found;
    const stop = el(
      "button",
      { type: "button", "aria-label": cellText(found, column), "data-problem": column.problem },
      el("span", { class: isAmongFirst(found) ? "value first" : "value" }, evaluationsText(found.median)),
      el("span", { class: "sign" }, signOf(found)),
      bar(places.low, places.median, places.high, hits > 0),
    );
    stop.addEventListener("click", () => onCell(column, found));
    const cell = el("td", {}, stop);
    cell.style.setProperty("--near", String(found.nearness));
    return { cell, stop };
  }

  function scoreOf({ scores, group }: SuiteSaid, optimizer: string) {
    const { score, rank } = scores.find((each) => each.optimizer === optimizer)!;
    const value = scoreText(score.value);
    const said = `${optimizer}, score on ${groups[group]}: ${value}, ${scoreText(score.low)} to ${scoreText(score.high)}`;
    const cell = el(
      "td",
      { class: "score", "aria-label": said },
      el("span", { class: rank[0] === 1 ? "value first" : "value" }, value),
      bar(score.low, score.value, score.high, true),
    );
    return { cell, stop: cell };
  }

  return {
    element: scroll,
    update(next) {
      view = next;
      const { comparison } = next;
      const parts = partsOf(comparison);
      const rows = comparison.optimizers.map((optimizer) => rowOf(optimizer, parts, next));
      table.replaceChildren(headOf(parts, comparison), el("tbody", {}, ...rows.map(({ row }) => row)));
      moving.update(rows.map(({ stops }) => stops));
    },
    repaint(optimizer) {
      const row = [...(table.tBodies[0]?.rows ?? [])].find((each) => each.dataset.optimizer === optimizer);
      const name = row?.querySelector("button");
      if (name) penned(name, view?.pens.of(optimizer));
    },
    lift(optimizer) {
      for (const row of table.tBodies[0]?.rows ?? [])
        row.classList.toggle("lifted", optimizer !== null && row.dataset.optimizer === optimizer);
    },
  };
}

const groupOf = (part: Part) => ("suite" in part ? part.suite.group : part.column.group);

/** Before the problems of a group its scores. */
const partsOf = ({ suites, columns }: Comparison): Part[] =>
  (["learning", "analytic"] as const).flatMap((group) => [
    ...suites.filter((suite) => suite.group === group).map((suite) => ({ suite })),
    ...columns.filter((column) => column.group === group).map((column) => ({ column })),
  ]);

/** Shows by its line whether the charts have it. */
function penned(name: HTMLElement, its: number | undefined): void {
  name.setAttribute("aria-pressed", String(its !== undefined));
  name.querySelector(".sample")?.remove();
  name.prepend(its === undefined ? el("span", { class: "sample" }) : pen(colourOf(its), dashOf(its)));
}

const mark = (text: string): HTMLElement => el("span", { class: "unverified" }, text);

/** A long name goes on after its hyphen. */
const broken = (name: string): (string | Node)[] =>
  name.split(/(?<=-)/).flatMap((part, i) => (i === 0 ? [part] : [el("wbr"), part]));

/** An interval and what lies in it, as shares of the width. Its numbers stand beside it. */
function bar(low: number, value: number, high: number, is: boolean): HTMLElement {
  const element = el("span", { class: "bar", "aria-hidden": "true" });
  if (!is || low > 1) return element;
  const share = (x: number) => `${(100 * Math.min(1, Math.max(0, x))).toFixed(1)}%`;
  const line = el("i");
  line.style.left = share(low);
  line.style.right = share(1 - high);
  element.append(line);
  if (value <= 1) {
    const dot = el("b");
    dot.style.left = share(value);
    element.append(dot);
  }
  return element;
}
