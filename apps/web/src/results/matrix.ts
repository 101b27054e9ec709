/** Optimizers by problems: in each cell the median evaluations to the target, and their interval as a bar. */

import { BASELINE } from "@downhill/bench/report/against";
import { score as scoreText } from "@downhill/bench/report/words";
import { el, pen } from "../elements.ts";
import { colourOf, dashOf } from "../theme.ts";
import { bar } from "./bar.ts";
import type { Cell, Column, Comparison, SuiteSaid } from "./comparison.ts";
import { groups } from "./finding.ts";
import type { Known } from "./known.ts";
import type { Pens } from "./pens.ts";
import { roving } from "./roving.ts";
import { cellText, evaluationsText, isAmongFirst, signOf } from "./words.ts";

export interface MatrixView {
  readonly comparison: Comparison;
  readonly pens: Pens;
}

interface Callbacks {
  /** @param from what was pressed */
  onCell(column: Column, cell: Cell, from: HTMLElement): void;
  onToggle(optimizer: string): void;
  onLift(optimizer: string | null): void;
}

export interface Matrix {
  readonly element: HTMLElement;
  update(view: MatrixView): void;
  /** After a change of an optimizer's pen. */
  repaint(optimizer: string): void;
  /** Says of whom the catalog knows nothing, or no reference. */
  mark(known: Readonly<Record<string, Known>>): void;
  lift(optimizer: string | null): void;
}

/** A column of the table: the scores of a group, or a problem. */
type Part = { readonly suite: SuiteSaid } | { readonly column: Column };

export function matrix({ onCell, onToggle, onLift }: Callbacks): Matrix {
  const table = el("table", { role: "grid", class: "matrix", "aria-label": "Optimizers by problems" });
  const scroll = el("div", { class: "scroll wide-table" }, table);
  const moving = roving(table);
  let view: MatrixView | undefined;
  const rows = (): HTMLTableRowElement[] => [...(table.tBodies[0]?.rows ?? [])];
  table.addEventListener("focusout", () => onLift(null));

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
      return el("th", { scope: "col", class: isScore ? "score number" : "number", title: said }, ...broken(title));
    });
    return el(
      "thead",
      {},
      el("tr", {}, el("td"), ...spans),
      el("tr", {}, el("th", { scope: "col" }, "optimizer"), ...titles),
    );
  }

  function rowOf(optimizer: string, parts: readonly Part[], { pens }: MatrixView) {
    const its = pens.of(optimizer);
    const name = el(
      "button",
      { type: "button", class: "quiet", title: "in the charts, or not" },
      el("b", {}, optimizer),
    );
    penned(name, its);
    name.addEventListener("click", () => onToggle(optimizer));
    const head = el("th", { scope: "row" }, name);
    if (optimizer === BASELINE) head.append(" ", el("span", { class: "note muted" }, "baseline"));
    const cells = parts.map((part) =>
      "suite" in part ? scoreOf(part.suite, optimizer) : cellOf(part.column, optimizer),
    );
    const row = el("tr", { "data-optimizer": optimizer }, head, ...cells.map(({ cell }) => cell));
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
      el("span", { class: classOf(found, column) }, evaluationsText(found.median)),
      el("span", { class: "sign" }, signOf(found)),
      bar(places.low, places.median, places.high, hits > 0),
    );
    stop.addEventListener("click", () => onCell(column, found, stop));
    const cell = el("td", {}, stop);
    cell.style.setProperty("--near", String(found.nearness));
    return { cell, stop };
  }

  function scoreOf({ scores, group }: SuiteSaid, optimizer: string) {
    const { score, rank } = scores.find((each) => each.optimizer === optimizer)!;
    const isTold = scores.some((each) => each.rank[0] > 1);
    const value = scoreText(score.value);
    const said = `${optimizer}, score on ${groups[group]}: ${value}, ${scoreText(score.low)} to ${scoreText(score.high)}`;
    const cell = el(
      "td",
      { class: "score", "aria-label": said },
      el("span", { class: isTold && rank[0] === 1 ? "value first" : "value" }, value),
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
      const made = comparison.optimizers.map((optimizer) => rowOf(optimizer, parts, next));
      table.style.setProperty("--columns", String(parts.length));
      table.replaceChildren(headOf(parts, comparison), el("tbody", {}, ...made.map(({ row }) => row)));
      moving.update(made.map(({ stops }) => stops));
    },
    repaint(optimizer) {
      const name = rows()
        .find((each) => each.dataset.optimizer === optimizer)
        ?.querySelector("button");
      if (name) penned(name, view?.pens.of(optimizer));
    },
    mark(known) {
      for (const { dataset, cells } of rows()) {
        const of = known[dataset.optimizer!];
        const said = of?.inCatalog === false ? "not in the catalog" : of?.isUnverified ? "unverified" : null;
        if (said) cells[0]!.append(" ", el("span", { class: "unverified" }, said));
      }
    },
    lift(optimizer) {
      for (const row of rows())
        row.classList.toggle("lifted", optimizer !== null && row.dataset.optimizer === optimizer);
    },
  };
}

/** Where nobody is told from the first, there is nothing to point out. */
function classOf(cell: Cell, { cells }: Column): string {
  if (cell.hits === 0) return "value never";
  const isTold = cells.some(({ rank }) => rank[0] > 1);
  const never = Number.isFinite(cell.median) ? "" : " never";
  return `value${isTold && isAmongFirst(cell) ? " first" : ""}${never}`;
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

/** A long name goes on after its hyphen. */
const broken = (name: string): (string | Node)[] =>
  name.split(/(?<=-)/).flatMap((part, i) => (i === 0 ? [part] : [el("wbr"), part]));
