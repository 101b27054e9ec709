/** A surface from above, the paths down it, and where they start: to be dragged. */

import { el } from "../elements.ts";
import { plain } from "../race/numbers.ts";
import { onTheme, themeNow } from "../theme.ts";
import type { Point, Window } from "./functions.ts";
import { paintGround } from "./ground.ts";
import { cross, dot, saltire, trace } from "./marks.ts";
import type { Path } from "./paths.ts";
import type { Field, Levels } from "./shades.ts";
import { labelled, thinned } from "./thin.ts";

export interface PlotLane {
  readonly id: string;
  readonly name: string;
  readonly pen: number;
  readonly dash: readonly number[];
  readonly path: Path | undefined;
}

export interface PlotView {
  readonly window: Window;
  readonly field: Field | undefined;
  readonly levels: Levels | undefined;
  readonly minima: readonly Point[];
  readonly start: Point;
  readonly lanes: readonly PlotLane[];
  /** Whose path the others fade behind. */
  readonly lifted: string | null;
  /** The step of the lifted lane that is read. */
  readonly read: number | null;
}

export interface PlotOptions {
  onStart(start: Point): void;
  /** What the pointer is at: a lane and its step, or nothing. */
  onPoint(lane: string | null, step: number | null): void;
}

export interface Plot {
  update(view: PlotView): void;
  destroy(): void;
}

const FADED = 0.3;
const MARGIN = { left: 40, right: 8, top: 8, bottom: 28 };

/** Some five round numbers from one to the other. */
function ticks(from: number, to: number): number[] {
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough)!;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
}

const rounded = (x: number) => Number(x.toPrecision(6));

export function mountPlot(element: HTMLElement, options: PlotOptions): Plot {
  const ground = el("canvas", { "aria-hidden": "true" });
  const paths = el("canvas", { "aria-hidden": "true" });
  const handle = el("button", { type: "button", class: "start" });
  const area = el("div", { class: "area" }, ground, paths, handle);
  element.append(area);
  let view: PlotView | undefined;
  let shaded: unknown[] = [];
  let frame = 0;

  const box = () => {
    const { width, height } = area.getBoundingClientRect();
    return {
      x: MARGIN.left,
      y: MARGIN.top,
      width: width - MARGIN.left - MARGIN.right,
      height: height - MARGIN.top - MARGIN.bottom,
    };
  };
  const across = (x: number, { window: [left, right] }: PlotView) => {
    const { x: from, width } = box();
    return from + (width * (x - left)) / (right - left);
  };
  const down = (y: number, { window: [, , bottom, top] }: PlotView) => {
    const { y: from, height } = box();
    return from + (height * (top - y)) / (top - bottom);
  };
  /** Sizes a canvas for the screen's pixels. */
  function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const { width, height } = area.getBoundingClientRect();
    const [w, h] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    const found = canvas.getContext("2d")!;
    found.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    found.clearRect(0, 0, width, height);
    return found;
  }

  function drawGround(current: PlotView): void {
    const { field, levels, window } = current;
    const { width, height } = area.getBoundingClientRect();
    const theme = themeNow();
    const state = [field, levels, theme, width, height, devicePixelRatio];
    if (state.every((each, i) => each === shaded[i])) return;
    shaded = state;
    const draw = context(ground);
    const inner = box();
    if (field && levels) {
      const pixels = [inner.x, inner.y, inner.width, inner.height].map((each) => Math.round(each * devicePixelRatio));
      paintGround(draw, pixels as never, field, levels, 0.75);
    }
    draw.fillStyle = theme.muted;
    draw.font = `12px ${getComputedStyle(element).fontFamily}`;
    draw.textAlign = "center";
    draw.textBaseline = "top";
    for (const x of ticks(window[0], window[1]).filter((each) => across(each, current) < inner.x + inner.width - 20))
      draw.fillText(plain(rounded(x)), across(x, current), inner.y + inner.height + 8);
    draw.textAlign = "right";
    draw.fillText("x", inner.x + inner.width, inner.y + inner.height + 8);
    draw.fillText("y", inner.x - 8, inner.y - 2);
    draw.textBaseline = "middle";
    for (const y of ticks(window[2], window[3])) draw.fillText(plain(rounded(y)), inner.x - 8, down(y, current));
  }

  function pixelsOf(points: Float64Array, current: PlotView): number[] {
    return Array.from(points, (value, i) => (i % 2 ? down(value, current) : across(value, current)));
  }

  function drawPaths(current: PlotView): void {
    const draw = context(paths);
    const theme = themeNow();
    const inner = box();
    draw.save();
    draw.beginPath();
    draw.rect(inner.x, inner.y, inner.width, inner.height);
    draw.clip();
    draw.lineJoin = "round";
    for (const [x, y] of current.minima) cross(draw, across(x, current), down(y, current), theme.ink, theme.ground);
    const drawn = current.lanes.flatMap(({ path, ...lane }) =>
      path ? [{ ...lane, path, pixels: pixelsOf(path.points, current) }] : [],
    );
    const order = [...drawn].sort(
      (one, other) => Number(one.id === current.lifted) - Number(other.id === current.lifted),
    );
    for (const { id, pen, dash, path, pixels } of order) {
      draw.globalAlpha = current.lifted === null || current.lifted === id ? 1 : FADED;
      const colour = theme.lanes[pen] ?? theme.muted;
      trace(draw, pixels, [], theme.ground, 4);
      trace(draw, pixels, dash, colour, 2);
      for (const k of thinned(pixels, 9).slice(1))
        dot(draw, pixels[2 * k]!, pixels[2 * k + 1]!, 2.75, colour, theme.ground);
      const [x, y] = pixels.slice(-2) as [number, number];
      if (path.diverged !== null) saltire(draw, x, y, colour, theme.ground);
      else dot(draw, x, y, 4.5, colour, theme.ground);
    }
    draw.globalAlpha = 1;
    drawNames(draw, current, drawn);
    const lifted = drawn.find(({ id }) => id === current.lifted);
    if (lifted && current.read !== null) {
      const [x, y] = [lifted.pixels[2 * current.read]!, lifted.pixels[2 * current.read + 1]!];
      draw.beginPath();
      draw.arc(x, y, 7, 0, 2 * Math.PI);
      draw.lineWidth = 2;
      draw.strokeStyle = theme.ink;
      draw.stroke();
    }
    draw.restore();
  }

  function drawNames(
    draw: CanvasRenderingContext2D,
    current: PlotView,
    drawn: readonly (PlotLane & { pixels: number[] })[],
  ): void {
    const theme = themeNow();
    draw.font = `600 13px ${getComputedStyle(element).fontFamily}`;
    draw.textAlign = "left";
    draw.textBaseline = "middle";
    const sparse = drawn.map(({ pixels }) => thinned(pixels, 12).flatMap((k) => [pixels[2 * k]!, pixels[2 * k + 1]!]));
    const sizes = drawn.map(({ name }) => ({ width: draw.measureText(name).width, height: 16 }));
    const handleSpot = [across(current.start[0], current), down(current.start[1], current)];
    const spots = labelled(
      [...sparse, ...(sparse.length ? [handleSpot] : [])],
      [...sizes, { width: 1e6, height: 16 }],
      box(),
    );
    for (const [i, { name, id, pen }] of drawn.entries()) {
      const spot = spots[i];
      if (!spot) continue;
      draw.globalAlpha = current.lifted === null || current.lifted === id ? 1 : FADED;
      draw.lineWidth = 4;
      draw.strokeStyle = theme.ground;
      draw.strokeText(name, spot.x, spot.y + 8);
      draw.fillStyle = theme.lanes[pen] ?? theme.muted;
      draw.fillText(name, spot.x, spot.y + 8);
    }
    draw.globalAlpha = 1;
  }

  function draw(): void {
    frame = 0;
    if (!view) return;
    drawGround(view);
    drawPaths(view);
    handle.style.translate = `${across(view.start[0], view)}px ${down(view.start[1], view)}px`;
    handle.setAttribute(
      "aria-label",
      `Start at x ${plain(view.start[0])}, y ${plain(view.start[1])}. Arrow keys move it.`,
    );
  }
  const later = () => {
    frame ||= requestAnimationFrame(draw);
  };

  const within = (value: number, from: number, to: number) => Math.min(to, Math.max(from, value));
  /** To the thousandth of the window, so that numbers stay short. */
  function put(x: number, y: number): void {
    const [left, right, bottom, top] = view!.window;
    const unit = 10 ** Math.floor(Math.log10((right - left) / 500));
    const round = (value: number) => Number((Math.round(value / unit) * unit).toPrecision(6));
    options.onStart([round(within(x, left, right)), round(within(y, bottom, top))]);
  }
  function placeOf(event: PointerEvent): Point {
    const { left: atX, top: atY } = area.getBoundingClientRect();
    const inner = box();
    const [left, right, bottom, top] = view!.window;
    return [
      left + ((event.clientX - atX - inner.x) / inner.width) * (right - left),
      top - ((event.clientY - atY - inner.y) / inner.height) * (top - bottom),
    ];
  }

  const listening = new AbortController();
  const { signal } = listening;
  let dragging = false;
  area.addEventListener(
    "pointerdown",
    (event) => {
      if (!view || event.button !== 0) return;
      dragging = true;
      area.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus({ preventScroll: true });
      put(...placeOf(event));
    },
    { signal },
  );
  area.addEventListener(
    "pointermove",
    (event) => {
      if (!view) return;
      if (dragging) put(...placeOf(event));
      else point(event);
    },
    { signal },
  );
  for (const type of ["pointerup", "pointercancel"] as const)
    area.addEventListener(
      type,
      () => {
        dragging = false;
      },
      { signal },
    );
  area.addEventListener("pointerleave", () => options.onPoint(null, null), { signal });
  handle.addEventListener(
    "keydown",
    (event) => {
      if (!view || event.altKey || event.ctrlKey || event.metaKey) return;
      const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      const [left, right] = view.window;
      const unit = ((right - left) / 100) * (event.shiftKey ? 10 : 1);
      put(view.start[0] + move[0]! * unit, view.start[1] + move[1]! * unit);
    },
    { signal },
  );

  /** The nearest step of any path, if one is near. */
  function point(event: PointerEvent): void {
    const { left, top } = area.getBoundingClientRect();
    let [lane, step, least] = [null as string | null, null as number | null, 16];
    for (const { id, path } of view!.lanes) {
      if (!path) continue;
      const pixels = pixelsOf(path.points, view!);
      for (let k = 0; 2 * k < pixels.length; k++) {
        const far = Math.hypot(pixels[2 * k]! - (event.clientX - left), pixels[2 * k + 1]! - (event.clientY - top));
        if (far < least) [lane, step, least] = [id, k, far];
      }
    }
    options.onPoint(lane, step);
  }

  const resized = new ResizeObserver(later);
  resized.observe(area);
  const unthemed = onTheme(later);
  return {
    update(next) {
      view = next;
      later();
    },
    destroy() {
      cancelAnimationFrame(frame);
      resized.disconnect();
      unthemed();
      listening.abort();
      area.remove();
    },
  };
}
