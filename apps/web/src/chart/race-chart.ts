/**
 * Loss over gradient evaluations, on a logarithmic axis, or accuracy on a linear one: uPlot's lines, and what the race
 * adds to them.
 */

import uPlot from "uplot";
import { grouped, percent } from "../race/numbers.ts";
import { onTheme, themeNow } from "../theme.ts";
import { axisTicks, tickLabel } from "./axis.ts";
import { type Columns, columns } from "./decimate.ts";
import type { Line, Of } from "./line.ts";
import { drawBands, drawCursor, drawFinish, drawLabels, drawMarks, nameFinish, widthOfLabels } from "./marks.ts";

export interface View {
  readonly budget: number;
  readonly at: number;
  readonly target: number | null;
  /** The loss that all start from: what is far above it is clipped. */
  readonly start: number;
  readonly lines: readonly Line[];
  readonly lifted: number | null;
  /** Whether it lies under another chart of the same width, whose evaluations are read for both. */
  readonly under?: boolean;
}

export interface Callbacks {
  /** Where the plot lies in its element, so that something below it can have the same scale. */
  onLayout?(left: number, width: number): void;
  onSeek(at: number): void;
  onLift(id: number | null): void;
}

export interface RaceChart {
  update(view: View): void;
  /** The picture as it is, drawn at that many pixels for one. */
  readonly canvas: HTMLCanvasElement | undefined;
  destroy(): void;
}

/** So much above the start is still to be seen. */
const HEADROOM = 1.6;
const FLOOR = 1e-12;

/** Every share there is, and room for a line at the top. */
const SHARES: [number, number] = [0, 1.03];

export function mountRaceChart(element: HTMLElement, of: Of, { onLayout, onSeek, onLift }: Callbacks): RaceChart {
  let view: View | undefined;
  let plot: uPlot | undefined;
  /** What the present plot was made for: another set of lines is another plot. */
  let made = "";
  let labels = 0;
  let grid: Columns | undefined;
  let rows: (() => readonly (number | null)[])[] = [];
  /** The least loss that has had to be shown: the axis grows, and does not shrink. */
  let least = Infinity;

  const key = ({ budget, lines, under }: View): string =>
    JSON.stringify([budget, room(lines), lines.map(({ id, pen, ghost }) => [id, pen, ghost !== null]), size(), under]);
  const size = () => ({ width: element.clientWidth, height: element.clientHeight });

  const room = (lines: readonly Line[]) => widthOfLabels(lines.map(({ name }) => name));

  function lowest({ lines, target, start }: View): number {
    const values = lines.map(({ curve }) => (curve.length ? curve.loss[curve.length - 1]! : Infinity));
    const wished = Math.min(target ?? Infinity, start, ...values.filter((x) => x > 0));
    least = Math.min(least, wished);
    return Math.max(FLOOR, stepBelow(0.8 * least));
  }

  function make(shown: View): void {
    plot?.destroy();
    const { width } = size();
    labels = room(shown.lines);
    grid = columns(shown.budget, Math.max(1, width - labels - LEFT));
    const sources = shown.lines.flatMap(({ curve, ghost }) => (ghost ? [ghost, curve] : [curve]));
    rows = sources.map(
      (curve) =>
        grid!.follow(() => ({ length: curve.length, evaluations: curve.evaluations, values: curve[of] })).update,
    );
    least = Infinity;
    plot = new uPlot(optionsOf(shown), data() as uPlot.AlignedData, element);
    plot.root.ariaHidden = "true";
    const { bbox } = plot;
    onLayout?.(bbox.left / devicePixelRatio, bbox.width / devicePixelRatio);
  }

  const data = () => [grid!.x, ...rows.map((row) => row())];

  const alphaOf = (id: number) => (view!.lifted === null || view!.lifted === id ? 1 : 0.35);
  const colourOf = (line: Line) =>
    themeNow().lanes[line.pen] ?? (view!.lifted === line.id ? themeNow().ink : themeNow().muted);

  function series({ lines }: View): uPlot.Series[] {
    return lines.flatMap((line) => {
      const base = { stroke: () => colourOf(line), dash: [...line.dash], points: { show: false }, spanGaps: true };
      const own: uPlot.Series = { ...base, width: 2, label: line.name };
      return line.ghost ? [{ ...base, width: 1, alpha: 0.35, label: "" }, own] : [own];
    });
  }

  function optionsOf(shown: View): uPlot.Options {
    const axis = (): Partial<uPlot.Axis> => ({
      stroke: () => themeNow().muted,
      font: FONT,
      ticks: { show: false },
      gap: 6,
      filter: (_, splits) => splits,
      incrs: (_plot, _axis, low, high) => [Math.max(5, high - low)],
    });
    return {
      ...size(),
      padding: [8, labels, shown.under ? 8 : 0, 0],
      legend: { show: false },
      cursor: { show: false },
      series: [{}, ...series(shown)],
      scales: {
        x: { time: false, range: () => [0, view!.budget] },
        y:
          of === "loss"
            ? { distr: 3, log: 10, range: () => [lowest(view!), HEADROOM * view!.start] }
            : { range: () => SHARES },
      },
      axes: [
        {
          ...axis(),
          show: !shown.under,
          ...{
            size: 26,
            grid: { show: false },
            label: "gradient evaluations",
            labelFont: FONT,
            labelSize: 20,
            labelGap: 0,
          },
          splits: (_plot, _axis, low, high) => {
            const ticks = axisTicks("linear", [low, high], element.clientWidth - LEFT - labels, 75);
            return ticks.length > 2 ? ticks : [low, high];
          },
          values: (_, splits) => splits.map(grouped),
        },
        {
          ...axis(),
          ...{ size: LEFT, grid: { stroke: () => themeNow().hairline, width: 1 } },
          splits: (_plot, _axis, low, high) =>
            axisTicks(of === "loss" ? "log" : "linear", [low, high], element.clientHeight, of === "loss" ? 56 : 40),
          values: (_, splits) => splits.map(of === "loss" ? tickLabel : (share) => percent(share, 0)),
        },
      ],
      hooks: {
        drawAxes: [
          (drawn) => {
            drawBands(drawn, view!.lines, colourOf, alphaOf);
            drawFinish(drawn, view!.target);
          },
        ],
        draw: [
          (drawn) => {
            drawCursor(drawn, view!.at);
            drawMarks(drawn, of, view!.lines, colourOf, alphaOf);
            nameFinish(drawn, view!.target);
            drawLabels(drawn, of, view!.lines, colourOf, alphaOf);
          },
        ],
      },
    };
  }

  function draw(): void {
    if (!view || element.clientWidth === 0) return;
    const now = key(view);
    if (now !== made) {
      make(view);
      made = now;
    }
    let i = 1;
    for (const { id, ghost } of view.lines) {
      if (ghost) plot!.series[i++]!.alpha = 0.35 * alphaOf(id);
      plot!.series[i++]!.alpha = alphaOf(id);
    }
    plot!.setData(data() as uPlot.AlignedData);
  }

  const resized = new ResizeObserver(() => draw());
  resized.observe(element);
  const unthemed = onTheme(() => plot?.redraw(false));

  /** The evaluations under the pointer, where it is over the plot. */
  function evaluationsAt(event: PointerEvent): number | null {
    if (!plot) return null;
    const { left, width } = plot.over.getBoundingClientRect();
    const share = (event.clientX - left) / width;
    return share < -0.02 || share > 1.02 ? null : Math.round(Math.min(1, Math.max(0, share)) * view!.budget);
  }

  function nearest(event: PointerEvent): number | null {
    const at = evaluationsAt(event);
    if (!plot || at === null) return null;
    const { top } = plot.over.getBoundingClientRect();
    let [best, distance] = [null as number | null, 20];
    for (const { id, curve } of view!.lines) {
      const index = curve.indexAt(at);
      if (index < 0 || at > curve.evaluations[curve.length - 1]! + 1) continue;
      const away = Math.abs(plot.valToPos(curve[of][index]!, "y") - (event.clientY - top));
      if (away < distance) [best, distance] = [id, away];
    }
    return best;
  }

  const listening = new AbortController();
  const listen = <K extends "pointerdown" | "pointermove" | "pointerup" | "pointercancel" | "pointerleave">(
    type: K,
    act: (event: PointerEvent) => void,
  ) => element.addEventListener(type, act, { signal: listening.signal });
  let dragging = false;
  listen("pointerdown", (event) => {
    const at = evaluationsAt(event);
    if (at === null || event.button !== 0) return;
    dragging = true;
    element.setPointerCapture(event.pointerId);
    onSeek(at);
  });
  listen("pointermove", (event) => {
    const at = dragging ? evaluationsAt(event) : null;
    if (at !== null) onSeek(at);
    else if (!dragging) onLift(nearest(event));
  });
  for (const type of ["pointerup", "pointercancel"] as const) {
    listen(type, () => {
      dragging = false;
    });
  }
  listen("pointerleave", () => onLift(null));

  return {
    update(next) {
      view = next;
      draw();
    },
    get canvas() {
      return plot?.ctx.canvas;
    },
    destroy() {
      listening.abort();
      resized.disconnect();
      unthemed();
      plot?.destroy();
    },
  };
}

/** Room for the ticks' labels at the left. */
const LEFT = 44;
const FONT = "12px system-ui, sans-serif";

/** The next of 1, 2, 3, 5, 7 times a power of ten that is no greater. */
function stepBelow(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  for (const mantissa of [7, 5, 3, 2]) if (mantissa * power <= x) return mantissa * power;
  return power;
}
