import uPlot from "uplot";
import type { Chart } from "../../figures/chart.ts";
import { axisOf, label, scaleOf } from "./axes.ts";
import type { Ink, Pen } from "./pens.ts";

const ratio = () => devicePixelRatio || 1;

/** What a page makes of a chart. */
export interface Look {
  readonly penOf: (name: string) => Pen;
  readonly isShown: (name: string) => boolean;
  readonly ink: Ink;
  /** Pixels that are left free at the right. */
  readonly right: number;
  /** How much of a line's colour its band has, 0 to 1. */
  readonly band: number;
}

/** Draws a chart into an element, as wide as it is. */
export function draw(chart: Chart, into: HTMLElement, { penOf, isShown, ink, right, band }: Look): uPlot {
  const width = into.clientWidth;
  const series = chart.series.filter(({ name }) => isShown(name));
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  const plotted = series.map(({ name }): uPlot.Series => {
    const { colour, dash } = penOf(name);
    return {
      label: name,
      stroke: ink(colour),
      dash,
      width: 2,
      spanGaps: chart.points,
      points: { show: chart.points, size: 7, fill: ink("--card"), width: 2 },
      ...pathsOf(chart),
    };
  });
  const data = series.map(({ y }) => [...y]);
  /** The series that stands out, and the place that is pointed at. */
  let focused: number | null = null;
  let under: number | null = null;
  const plot = new uPlot(
    {
      width,
      height: Math.round(Math.min(340, Math.max(230, width * 0.55))),
      scales: { x: scaleOf(chart.x), y: scaleOf(chart.y) },
      axes: [axisOf(chart.x, "x", width < 420, ink), axisOf(chart.y, "y", width < 420, ink)],
      series: [{}, ...plotted],
      legend: { show: false },
      cursor: { show: false },
      focus: { alpha: 0.25 },
      padding: [10, right, 0, 0],
      hooks: {
        drawAxes: [(u) => drawBands(u, chart, series, focused, band, (name) => ink(penOf(name).colour))],
        draw: [
          (u) => drawGuide(u, chart, ink("--muted")),
          (u) => drawLost(u, chart, series, (name) => ink(penOf(name).colour)),
          (u) => drawNames(u, chart, series, ink("--ink")),
        ],
        setSeries: [
          (u, i) => {
            focused = i;
            say(u);
          },
        ],
      },
    },
    [[...chart.at], ...data] as uPlot.AlignedData,
    into,
  );
  plot.over.append(tip);
  plot.over.addEventListener("mousemove", ({ clientX, clientY }) => {
    const { left, top } = plot.over.getBoundingClientRect();
    aim(nearest(plot, clientX - left, clientY - top));
  });
  plot.over.addEventListener("mouseleave", () => aim(null));
  return plot;

  function aim(found: Place | null): void {
    under = found?.at ?? null;
    const series = found?.series ?? null;
    if (series === focused) say(plot);
    else plot.setSeries(series, { focus: true });
  }

  /** Says what is under the pointer. */
  function say(u: uPlot): void {
    const y = focused === null || under === null ? null : u.data[focused]?.[under];
    const name = focused === null ? undefined : u.series[focused]?.label;
    tip.hidden = y === null || y === undefined || !name;
    if (tip.hidden) return;
    const at = under!;
    const x = chart.at[at]!;
    const lost = series.find((each) => each.name === name)?.lost?.[at];
    tip.textContent = `${name}: ${lost ? "lost" : label(y!, chart.y.unit)} at ${label(x, chart.x.unit)}`;
    const left = u.valToPos(x, "x");
    tip.style.top = `${Math.max(0, u.valToPos(y!, "y") - 34)}px`;
    tip.style.left = `${Math.min(left + 8, u.over.clientWidth - tip.offsetWidth - 4)}px`;
  }
}

interface Place {
  /** As uPlot counts them: the x values are the first. */
  readonly series: number;
  readonly at: number;
}

/** So near in pixels is what is pointed at. */
const NEAR = 24;

/** The line that is nearest, at the place that is. */
function nearest(u: uPlot, x: number, y: number): Place | null {
  const [places, ...lines] = u.data;
  const away = Array.from(places, (place) => Math.abs(u.valToPos(place, "x") - x));
  const at = away.indexOf(Math.min(...away));
  const distances = lines.map((line) => Math.abs(u.valToPos(line[at] ?? NaN, "y") - y));
  const least = Math.min(...distances.filter((each) => each <= NEAR));
  return least <= NEAR ? { series: distances.indexOf(least) + 1, at } : null;
}

function pathsOf({ join }: Chart): Pick<uPlot.Series, "paths"> {
  if (join === "steps") return { paths: uPlot.paths.stepped!({ align: 1 }) };
  return join === "none" ? { paths: () => null } : {};
}

/** At rest those of the first two, since more of them are mud; else that of what is pointed at. */
function drawBands(
  u: uPlot,
  { at, join }: Chart,
  series: Chart["series"],
  focused: number | null,
  alpha: number,
  colourOf: (name: string) => string,
): void {
  const { ctx } = u;
  // uPlot counts the x values as the first series.
  const wanted = focused === null ? series.slice(0, 2) : series.slice(focused - 1, focused);
  ctx.save();
  ctx.globalAlpha = alpha;
  for (const { name, low, high } of wanted) {
    if (!low || !high) continue;
    const upper = outline(u, at, high, join);
    const lower = outline(u, at, low, join);
    ctx.fillStyle = colourOf(name);
    ctx.beginPath();
    for (const [x, y] of [...upper, ...lower.reverse()]) ctx.lineTo(x, y);
    ctx.fill();
  }
  ctx.restore();
}

/** A line's corners. What is infinite lies at the upper edge. */
function outline(
  u: uPlot,
  at: Chart["at"],
  values: readonly (number | null)[],
  join: Chart["join"],
): [number, number][] {
  const { top, height } = u.bbox;
  const corners: [number, number][] = [];
  for (const [i, value] of values.entries()) {
    const y = value === null ? top : Math.min(top + height, Math.max(top, u.valToPos(value, "y", true)));
    const x = u.valToPos(at[i]!, "x", true);
    const before = corners.at(-1);
    if (join === "steps" && before) corners.push([x, before[1]]);
    corners.push([x, y]);
  }
  return corners;
}

function drawGuide(u: uPlot, { guide }: Chart, colour: string): void {
  if (!guide) return;
  const { ctx } = u;
  const y = u.valToPos(guide.y, "y", true);
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.setLineDash([4 * ratio(), 4 * ratio()]);
  ctx.lineWidth = ratio();
  ctx.beginPath();
  ctx.moveTo(u.bbox.left, y);
  ctx.lineTo(u.bbox.left + u.bbox.width, y);
  ctx.stroke();
  ctx.font = `${12 * ratio()}px system-ui, sans-serif`;
  ctx.textAlign = "right";
  ctx.textBaseline = "alphabetic";
  ctx.fillText(guide.label, u.bbox.left + u.bbox.width - 4 * ratio(), y - 5 * ratio());
  ctx.restore();
}

/** A cross where a run diverged or a target is never met. */
function drawLost(u: uPlot, { at }: Chart, series: Chart["series"], colourOf: (name: string) => string): void {
  const { ctx } = u;
  const size = 4 * ratio();
  ctx.save();
  ctx.lineWidth = 2 * ratio();
  for (const { name, y, lost = [] } of series) {
    ctx.strokeStyle = colourOf(name);
    for (const [i, isLost] of lost.entries()) {
      if (!isLost) continue;
      const [x0, y0] = [u.valToPos(at[i]!, "x", true), u.valToPos(y[i]!, "y", true)];
      ctx.clearRect(x0 - 1.4 * size, y0 - 1.4 * size, 2.8 * size, 2.8 * size);
      ctx.beginPath();
      for (const side of [-1, 1]) {
        ctx.moveTo(x0 - size, y0 - side * size);
        ctx.lineTo(x0 + size, y0 + side * size);
      }
      ctx.stroke();
    }
  }
  ctx.restore();
}

/** Points that no line joins have their names beside them, each where there is room. */
function drawNames(u: uPlot, { at, join }: Chart, series: Chart["series"], colour: string): void {
  if (join !== "none") return;
  const { ctx } = u;
  const height = 13 * ratio();
  const taken: { x: number; y: number; width: number }[] = [];
  ctx.save();
  ctx.font = `${12 * ratio()}px system-ui, sans-serif`;
  ctx.fillStyle = colour;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  const anchorOf = ({ y }: Chart["series"][number]) => {
    const i = y.findIndex((each) => each !== null);
    return { x: u.valToPos(at[i]!, "x", true), y: u.valToPos(y[i]!, "y", true) };
  };
  for (const each of series) {
    const { x, y } = anchorOf(each);
    taken.push({ x: x - 5 * ratio(), y: y + 4 * ratio(), width: 10 * ratio() });
  }
  for (const each of series) {
    const { name } = each;
    const anchor = anchorOf(each);
    const width = ctx.measureText(name).width;
    const isLeft = anchor.x + width + 12 * ratio() > u.bbox.left + u.bbox.width;
    const place = {
      x: isLeft ? anchor.x - width - 9 * ratio() : anchor.x + 9 * ratio(),
      y: anchor.y + 4 * ratio(),
      width,
    };
    const meets = () =>
      taken.some(
        (other) =>
          Math.abs(other.y - place.y) < height && place.x < other.x + other.width && other.x < place.x + place.width,
      );
    while (meets()) place.y += height / 2;
    taken.push(place);
    ctx.fillText(name, place.x, place.y);
  }
  ctx.restore();
}
