/** A panel of the runs behind a cell, each of which can be replayed. */

import type { Line } from "@downhill/bench/store/line";
import { el } from "../elements.ts";
import { grouped, shown } from "../race/numbers.ts";
import type { Cell, Choice, Column } from "./comparison.ts";
import { replay } from "./replay.ts";
import type { Source } from "./source.ts";
import { figureText, settingsText, targetText, trialsText } from "./words.ts";

interface Shown {
  readonly choice: Choice;
  readonly column: Column;
  readonly cell: Cell;
  readonly pen: number;
}

export interface RunsPanel {
  readonly element: HTMLElement;
  destroy(): void;
}

const number = { class: "number" };

/** @param onClose when it is closed by a key or its button */
export function runsPanel(source: Source, { choice, column, cell, pen }: Shown, onClose: () => void): RunsPanel {
  const title = `${cell.optimizer} on ${column.problem}`;
  const close = el("button", { type: "button", class: "quiet" }, "Close");
  const body = el("tbody");
  const titles = ["seed", "reached at", "final loss"].map((text) => el("th", { scope: "col", ...number }, text));
  const last = el("th", { scope: "col" }, el("span", { class: "unseen" }, "replay"));
  const table = el("table", { class: "list" }, el("thead", {}, el("tr", {}, ...titles, last)), body);
  const again = replay(source);
  const element = el(
    "div",
    { class: "drawer runs", role: "dialog", "aria-label": `Runs of ${title}`, tabindex: "-1" },
    el("div", { class: "heading" }, el("h2", {}, title), close),
    el("p", {}, `To ${targetText(column.target)}: ${figureText(cell)}.`),
    el("p", { class: "small muted" }, `With ${trialsText(choice.trials)}: ${settingsText(cell)}.`),
    table,
    again.element,
  );
  let gone = false;

  function rowOf(line: Line): HTMLTableRowElement {
    const { spec, result } = line;
    const at = spec.targets?.indexOf(column.target.loss) ?? -1;
    const reached = result.targets[at]?.evaluations ?? null;
    const button = el(
      "button",
      { type: "button", class: "button", "aria-label": `Replay seed ${spec.seed}` },
      "Replay",
    );
    const diverged = () => el("span", { class: "chip" }, `diverged at step ${grouped(result.diverged!)}`);
    const row = el(
      "tr",
      {},
      el("th", { scope: "row", ...number }, String(spec.seed)),
      el("td", number, reached === null ? el("span", { class: "muted" }, "never") : grouped(reached)),
      el("td", number, result.diverged === null ? shown(result.loss ?? Number.NaN) : diverged()),
      el("td", { class: "use" }, button),
    );
    button.addEventListener("click", () => {
      for (const each of body.rows) each.classList.toggle("played", each === row);
      again.play(line, column.target.loss, pen);
    });
    return row;
  }

  source.ask({ of: "runs", choice, problem: column.problem, optimizer: cell.optimizer }).then(
    (lines) => gone || body.replaceChildren(...lines.map(rowOf)),
    (error: Error) => gone || table.replaceWith(el("p", { class: "notice" }, error.message)),
  );
  close.addEventListener("click", onClose);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") onClose();
  });
  return {
    element,
    destroy() {
      gone = true;
      again.destroy();
      element.remove();
    },
  };
}
