/** What has come of the paths, in numbers: how each ended, and its values step by step. */

import { el, pen } from "../elements.ts";
import { grouped, plain, shown } from "../race/numbers.ts";
import { symbolOf } from "../race/title.ts";
import { colourOf, dashOf } from "../theme.ts";
import { lastOf, milestones, ranked, valueText } from "./finding.ts";
import { arrivalOf, GOAL, type Path, type Walker } from "./paths.ts";

export interface Walked {
  readonly id: string;
  readonly name: string;
  readonly pen: number;
  /** What it walked with. */
  readonly hyper: Walker["hyper"];
  readonly path: Path;
}

export interface Tables {
  readonly element: HTMLElement;
  update(walked: readonly Walked[]): void;
  /** All rows but that one's fade. */
  lift(id: string | null): void;
}

const number = { class: "number" };
const head = (texts: readonly (string | Node)[]): HTMLElement =>
  el("thead", {}, el("tr", {}, ...texts.map((text, i) => el("th", { scope: "col", ...(i > 0 && number) }, text))));

export function tables(onLift: (id: string | null) => void): Tables {
  const body = el("tbody");
  const unseen = el("span", { class: "unseen" }, "state");
  const titles = ["optimizer", "rate", "f at the end", "to the minimum", `below ${shown(GOAL, 1)}, step`, unseen];
  const ends = el("table", { class: "lanes" }, head(titles), body);
  const byStep = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Values step by step" });
  const details = el("details", {}, el("summary", {}, "Values step by step"), byStep);

  function rowOf({ id, name, pen: its, hyper, path }: Walked): HTMLTableRowElement {
    const { lr, ...others } = hyper;
    const said = Object.entries(others).filter(([, value]) => Number(value) !== 0);
    const texts = said.map(([key, value]) => `${symbolOf(key)} ${plain(Number(value))}`);
    const arrival = arrivalOf(path);
    const cell = (label: string, content: string | Node) => el("td", { ...number, "data-label": label }, content);
    const row = el(
      "tr",
      { "data-id": id },
      el(
        "th",
        { scope: "row" },
        pen(colourOf(its), dashOf(its)),
        el("b", {}, name),
        " ",
        el("span", { class: "hyper" }, texts.join(" ")),
      ),
      cell("rate", lr === undefined ? "–" : plain(Number(lr))),
      cell("f", valueText(lastOf(path))),
      cell("distance", valueText(path.distances.at(-1)!)),
      cell(`below ${shown(GOAL, 1)}`, arrival === null ? el("span", { class: "muted" }, "not yet") : grouped(arrival)),
      cell(
        "",
        path.diverged === null ? "" : el("span", { class: "chip" }, `diverged at step ${grouped(path.diverged)}`),
      ),
    );
    row.addEventListener("pointerenter", () => onLift(id));
    row.addEventListener("pointerleave", () => onLift(null));
    return row;
  }

  function stepTable(order: readonly Walked[]): HTMLTableElement {
    const columns = milestones(Math.max(...order.map(({ path }) => path.values.length - 1)));
    const rows = order.map(({ name, path: { values } }) => {
      const cells = columns.map((each) => el("td", number, each < values.length ? valueText(values[each]!) : "–"));
      return el("tr", {}, el("th", { scope: "row" }, name), ...cells);
    });
    return el("table", { class: "lanes" }, head(["f after step", ...columns.map(grouped)]), el("tbody", {}, ...rows));
  }

  return {
    element: el("div", {}, el("div", { class: "wide" }, ends), details),
    update(walked) {
      const order = ranked(walked);
      body.replaceChildren(...order.map(rowOf));
      byStep.replaceChildren(stepTable(order));
    },
    lift(id) {
      for (const row of body.rows) row.classList.toggle("dim", id !== null && row.dataset.id !== id);
    },
  };
}
