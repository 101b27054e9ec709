/** One of the bench's figures, with the names at the ends of its lines and its numbers in a table. */

import { draw } from "@downhill/bench/draw";
import type { Figure } from "@downhill/bench/figures/chart";
import type uPlot from "uplot";
import { apart } from "../chart/apart.ts";
import { widthOfLabels } from "../chart/marks.ts";
import { el } from "../elements.ts";
import { dashOf, onTheme, themeNow } from "../theme.ts";
import type { Pens } from "./pens.ts";

export interface FigureView {
  readonly figure: Figure | null;
  readonly pens: Pens;
  readonly lifted: string | null;
}

export interface MountedFigure {
  readonly element: HTMLElement;
  update(view: FigureView): void;
  destroy(): void;
}

const LABEL = "600 12.5px system-ui, sans-serif";
/** Pixels from one name to the next. */
const GAP = 17;
/** A pen beyond all that have colours: grey. */
const NONE = 99;

/** @param title with the control in it @param without what is said where there is no figure */
export function mountFigure(
  title: HTMLElement,
  without: string,
  onLift: (optimizer: string | null) => void,
): MountedFigure {
  const [above, canvas, below] = ["axis", "drawing", "axis below"].map((name) => el("div", { class: name }));
  const caption = el("figcaption", { class: "small muted" });
  const numbers = el("div", { class: "scroll", tabindex: "0", role: "region" });
  const details = el("details", { class: "numbers" }, el("summary", {}, "The chart's numbers as a table"), numbers);
  const chart = el("div", { "aria-hidden": "true" }, above!, canvas!, below!);
  const element = el("figure", {}, title, chart, details, caption);
  let view: FigureView | undefined;
  let plot: uPlot | undefined;
  let frame = 0;
  /** What the present plot was drawn for. */
  let drawn: readonly unknown[] = [];

  const namesOf = ({ figure, pens, lifted }: FigureView): string[] =>
    figure!.chart.series.map(({ name }) => name).filter((name) => pens.of(name) !== undefined || name === lifted);

  function paint(): void {
    frame = 0;
    if (!view) return;
    const { figure, pens, lifted } = view;
    chart.hidden = details.hidden = figure === null;
    caption.textContent = figure ? figure.caption : without;
    if (!figure || canvas!.clientWidth === 0) return;
    [above!.textContent, below!.textContent] = [figure.chart.y.label, figure.chart.x.label];
    numbers.ariaLabel = `${figure.title}, numbers`;
    element.ariaLabel = `${figure.title}: a chart, whose numbers are in the table below it.`;
    const names = namesOf(view);
    const state = [figure, names.map((name) => `${name} ${pens.of(name)}`).join(), canvas!.clientWidth, themeNow()];
    if (state.some((each, i) => each !== drawn[i])) make(figure, pens, names);
    drawn = state;
    const focused = names.indexOf(lifted ?? "");
    plot!.setSeries(focused < 0 ? null : focused + 1, { focus: true });
    if (details.open) tell(figure);
  }

  function make({ chart: charted }: Figure, pens: Pens, names: readonly string[]): void {
    plot?.destroy();
    const penOf = (name: string) => {
      const its = pens.of(name) ?? NONE;
      return { colour: `--lane-${its}`, dash: [...dashOf(its)] };
    };
    const isShown = (name: string) => names.includes(name);
    const made = draw(closer(charted, names), canvas!, {
      penOf,
      isShown,
      ink,
      right: widthOfLabels(names),
      band: 0.08,
    });
    made.hooks.setSeries!.push((u, i) => {
      const name = i === null ? null : String(u.series[i]!.label);
      if (name !== view!.lifted) onLift(name);
    });
    made.hooks.draw!.push((u) => nameEnds(u, (name) => ink(penOf(name).colour)));
    plot = made;
  }

  function tell({ table: { head, rows } }: Figure): void {
    const [first, ...others] = head;
    const heads = others.map((text) => el("th", { scope: "col", class: "number" }, text));
    const body = rows.map(([name, ...cells]) => {
      const texts = cells.map((cell) => el("td", { class: "number" }, cell));
      return el("tr", {}, el("th", { scope: "row" }, name!), ...texts);
    });
    const top = el("thead", {}, el("tr", {}, el("th", { scope: "col" }, first!), ...heads));
    numbers.replaceChildren(el("table", {}, top, el("tbody", {}, ...body)));
  }

  const later = () => {
    frame ||= requestAnimationFrame(paint);
  };
  details.addEventListener("toggle", later);

  const resized = new ResizeObserver(later);
  resized.observe(element);
  const unthemed = onTheme(later);
  return {
    element,
    update(next) {
      view = next;
      later();
    },
    destroy() {
      cancelAnimationFrame(frame);
      resized.disconnect();
      unthemed();
      plot?.destroy();
    },
  };
}

/** Log axes reach as far as what is shown. */
function closer(chart: Figure["chart"], names: readonly string[]): Figure["chart"] {
  const { x, y, at, series } = chart;
  const shown = series.filter(({ name }) => names.includes(name));
  const values = shown.flatMap((each) => each.y).filter((each) => each !== null);
  const places = at.filter((_, i) => shown.some((each) => each.y[i] !== null));
  if (values.length === 0 || x.scale !== "log" || y.scale !== "log") return chart;
  const around = (all: readonly number[]): [number, number] => [Math.min(...all) / 1.3, Math.max(...all) * 1.3];
  return { ...chart, x: { ...x, range: around(places) }, y: { ...y, range: around(values) } };
}

/** The bench's colours are the app's. */
function ink(property: string): string {
  const { muted, hairline, ground, ink: own, lanes } = themeNow();
  const named: Readonly<Record<string, string>> = {
    ...{ "--muted": muted, "--grid": hairline, "--line": hairline, "--card": ground, "--ink": own },
  };
  return named[property] ?? lanes[Number(property.replace("--lane-", ""))] ?? muted;
}

/** Each name at the height of its line's end. */
function nameEnds(plot: uPlot, colourOf: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const ends = plot.series.slice(1).map(({ label }, i) => {
    const y = [...plot.data[i + 1]!].findLast((each) => each !== null && each !== undefined) ?? 0;
    return { name: String(label), y: plot.valToPos(y, "y", true) / ratio };
  });
  const [top, bottom] = [bbox.top / ratio, (bbox.top + bbox.height) / ratio];
  const heights = apart(
    ends.map(({ y }) => Math.min(bottom, Math.max(top, y))),
    GAP,
    top + 4,
    bottom - 4,
  );
  ctx.save();
  ctx.scale(ratio, ratio);
  ctx.font = LABEL;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const [i, { name }] of ends.entries()) {
    ctx.fillStyle = colourOf(name);
    ctx.fillText(name, (bbox.left + bbox.width) / ratio + 8, heights[i]!);
  }
  ctx.restore();
}
