/** What a race's chart has beside its lines: the finish, where lanes crossed it or diverged, their names, the cursor. */

import type uPlot from "uplot";
import type { Curve } from "../race/curve.ts";
import { plain } from "../race/numbers.ts";
import { themeNow } from "../theme.ts";
import { apart } from "./apart.ts";
import type { Line, Of } from "./line.ts";

const GAP = 17;
const RECENT = 48;
const FONT = "system-ui, sans-serif";
const LABEL = `600 12.5px ${FONT}`;

/** Draws in pixels of the page, and leaves the context as it was. */
function drawing({ ctx }: uPlot, draw: (ctx: CanvasRenderingContext2D) => void): void {
  ctx.save();
  ctx.scale(devicePixelRatio, devicePixelRatio);
  ctx.setLineDash([]);
  ctx.textAlign = "left";
  draw(ctx);
  ctx.restore();
}

const place = (plot: uPlot) => {
  const ratio = devicePixelRatio;
  const { left, top, width, height } = plot.bbox;
  return {
    ...{ left: left / ratio, top: top / ratio, right: (left + width) / ratio, bottom: (top + height) / ratio },
    x: (evaluations: number) => plot.valToPos(evaluations, "x", true) / ratio,
    y: (value: number) => plot.valToPos(value, "y", true) / ratio,
  };
};

export function drawFinish(plot: uPlot, target: number | null): void {
  if (target === null || target <= 0) return;
  const { left, right, y } = place(plot);
  drawing(plot, (ctx) => {
    ctx.strokeStyle = themeNow().muted;
    ctx.setLineDash([2, 3]);
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.moveTo(left, y(target));
    ctx.lineTo(right, y(target));
    ctx.stroke();
  });
}

/** Over the lines, with the ground around its letters. */
export function nameFinish(plot: uPlot, target: number | null): void {
  if (target === null || target <= 0) return;
  const { right, y } = place(plot);
  drawing(plot, (ctx) => {
    const { ground, muted } = themeNow();
    const said = `finish: loss ${plain(target)}`;
    ctx.font = `12px ${FONT}`;
    ctx.textAlign = "right";
    ctx.textBaseline = "bottom";
    ctx.lineJoin = "round";
    ctx.lineWidth = 4;
    ctx.strokeStyle = ground;
    ctx.fillStyle = muted;
    ctx.strokeText(said, right - 4, y(target) - 4);
    ctx.fillText(said, right - 4, y(target) - 4);
  });
}

/** Room for the names beside the plot, in pixels. */
export function widthOfLabels(names: readonly string[]): number {
  measuring ??= document.createElement("canvas").getContext("2d")!;
  measuring.font = LABEL;
  return Math.ceil(Math.max(0, ...names.map((name) => measuring!.measureText(name).width))) + 12;
}
let measuring: CanvasRenderingContext2D | undefined;

export function drawCursor(plot: uPlot, at: number): void {
  const { top, bottom, x } = place(plot);
  drawing(plot, (ctx) => {
    ctx.strokeStyle = themeNow().muted;
    ctx.globalAlpha = 0.6;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(Math.round(x(at)) + 0.5, top);
    ctx.lineTo(Math.round(x(at)) + 0.5, bottom);
    ctx.stroke();
  });
}

type Colour = (line: Line) => string;
type Alpha = (id: number) => number;

/** Between the least and the greatest loss of several seeds, with their median in it. */
export function drawBands(plot: uPlot, lines: readonly Line[], colour: Colour, alpha: Alpha): void {
  const { x, y, left, top, right, bottom } = place(plot);
  drawing(plot, (ctx) => {
    ctx.beginPath();
    ctx.rect(left, top, right - left, bottom - top);
    ctx.clip();
    for (const line of lines) {
      if (!line.band) continue;
      const { evaluations, low, median, high } = line.band;
      const path = (losses: readonly number[], i: number) => ctx.lineTo(x(evaluations[i]!), y(losses[i]!));
      ctx.fillStyle = ctx.strokeStyle = colour(line);
      ctx.beginPath();
      for (let i = 0; i < evaluations.length; i++) path(high, i);
      for (let i = evaluations.length - 1; i >= 0; i--) path(low, i);
      ctx.globalAlpha = 0.13 * alpha(line.id);
      ctx.fill();
      ctx.beginPath();
      for (let i = 0; i < evaluations.length; i++) path(median, i);
      ctx.globalAlpha = 0.5 * alpha(line.id);
      ctx.lineWidth = 1;
      ctx.stroke();
    }
  });
}

/** A ring where a lane crossed the finish, a cross where one diverged. */
export function drawMarks(plot: uPlot, of: Of, lines: readonly Line[], colour: Colour, alpha: Alpha): void {
  const { x, y, top } = place(plot);
  drawing(plot, (ctx) => {
    ctx.lineWidth = 2;
    ctx.fillStyle = themeNow().ground;
    for (const line of lines) {
      ctx.strokeStyle = colour(line);
      ctx.globalAlpha = alpha(line.id);
      if (line.finish !== null) {
        ctx.beginPath();
        ctx.arc(x(line.finish.evaluations), y(line.finish[of]), 4.5, 0, 2 * Math.PI);
        ctx.fill();
        ctx.stroke();
      }
      if (line.diverged === null || line.curve.length === 0) continue;
      const last = line.curve.length - 1;
      const [cx, cy] = [x(line.curve.evaluations[last]!), Math.max(top + 5, y(line.curve[of][last]!))];
      ctx.beginPath();
      for (const way of [1, -1]) {
        ctx.moveTo(cx - 5, cy - 5 * way);
        ctx.lineTo(cx + 5, cy + 5 * way);
      }
      ctx.stroke();
    }
  });
}

/** The mean height of a curve's last points: a name that is read does not tremble with its line. */
function recent(curve: Curve, of: Of, y: (value: number) => number): number {
  const { length, [of]: values } = curve;
  const count = Math.min(RECENT, length);
  let sum = 0;
  for (let i = length - count; i < length; i++) sum += y(values[i]!);
  return sum / count;
}

/** Each lane's name at the height of its line's end: of as many as there is room for. */
export function drawLabels(plot: uPlot, of: Of, lines: readonly Line[], colour: Colour, alpha: Alpha): void {
  const { right, top, bottom, y } = place(plot);
  const begun = lines.filter(({ curve }) => curve.length > 0).slice(0, Math.floor((bottom - top - 8) / GAP) + 1);
  const wished = begun.map(({ curve }) => Math.max(top, recent(curve, of, y)));
  const heights = apart(wished, GAP, top + 4, bottom - 4);
  drawing(plot, (ctx) => {
    ctx.font = LABEL;
    ctx.textBaseline = "middle";
    for (const [i, line] of begun.entries()) {
      ctx.fillStyle = colour(line);
      ctx.globalAlpha = alpha(line.id);
      ctx.fillText(line.name, right + 8, heights[i]!);
    }
  });
}
