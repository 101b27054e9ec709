/** A surface from above, the paths down it, and where they start: to be dragged. */

import { el } from "../elements.ts";
import { plain } from "../race/numbers.ts";
import { onTheme, themeNow } from "../theme.ts";
import type { Point, Window } from "./functions.ts";
import { paintGround } from "./ground.ts";
import { cross, dot, ring, saltire, trace } from "./marks.ts";
import type { Path } from "./paths.ts";
import { type Scale, scaleOf, ticks } from "./scale.ts";
import type { Field, Levels } from "./shades.ts";
import { startHandle } from "./start.ts";
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
/** So near has a pointer to be to a step, to read it. */
const NEAR = 16;

type Draw = CanvasRenderingContext2D;

/** A lane whose path there is, in pixels. */
interface Drawn extends PlotLane {
  readonly path: Path;
  readonly pixels: readonly number[];
}

export function mountPlot(element: HTMLElement, options: PlotOptions): Plot {
  const ground = el("canvas", { "aria-hidden": "true" });
  const paths = el("canvas", { "aria-hidden": "true" });
  const area = el("div", { class: "area" }, ground, paths);
  let view: PlotView | undefined;
  let scale: Scale | undefined;
  let shaded: unknown[] = [];
  let frame = 0;
  const handle = startHandle(area, () => view && scale && { ...view, scale }, options.onStart);
  area.append(handle.element);
  element.append(area);

  /** Sizes a canvas for the screen's pixels. */
  function context(canvas: HTMLCanvasElement, width: number, height: number): Draw {
    const [w, h] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    const found = canvas.getContext("2d")!;
    found.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    found.clearRect(0, 0, width, height);
    return found;
  }

  function draw(): void {
    frame = 0;
    const { width, height } = area.getBoundingClientRect();
    if (!view || width === 0) return;
    const [w, h] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
    scale = scaleOf({ x: MARGIN.left, y: MARGIN.top, width: w, height: h }, view.window);
    const { fontFamily } = getComputedStyle(element);
    const state = [view.field, view.levels, themeNow(), width, height, devicePixelRatio];
    if (state.some((each, i) => each !== shaded[i]))
      drawGround(context(ground, width, height), view, scale, fontFamily);
    shaded = state;
    drawPaths(context(paths, width, height), view, scale, fontFamily);
    handle.put(view.start, scale);
  }
  const later = () => {
    frame ||= requestAnimationFrame(draw);
  };

  /** The nearest step of any path, if one is near. */
  function point({ clientX, clientY }: PointerEvent): void {
    if (!view || !scale || handle.dragging) return;
    const { left, top } = area.getBoundingClientRect();
    let [lane, step, least] = [null as string | null, null as number | null, NEAR];
    for (const { id, pixels } of drawnOf(view, scale))
      for (let k = 0; 2 * k < pixels.length; k++) {
        const far = Math.hypot(pixels[2 * k]! - (clientX - left), pixels[2 * k + 1]! - (clientY - top));
        if (far < least) [lane, step, least] = [id, k, far];
      }
    options.onPoint(lane, step);
  }
  area.addEventListener("pointermove", point);
  area.addEventListener("pointerleave", () => options.onPoint(null, null));

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
      area.remove();
    },
  };
}

const drawnOf = ({ lanes }: PlotView, { pixels }: Scale): Drawn[] =>
  lanes.flatMap(({ path, ...lane }) => (path ? [{ ...lane, path, pixels: pixels(path.points) }] : []));

/** The surface, and numbers along its edges. */
function drawGround(draw: Draw, { field, levels, window }: PlotView, { box, across, down }: Scale, font: string): void {
  if (field && levels) {
    const pixels = [box.x, box.y, box.width, box.height].map((each) => Math.round(each * devicePixelRatio));
    paintGround(draw, pixels as never, field, levels, 0.75);
  }
  const [right, below] = [box.x + box.width, box.y + box.height + 8];
  draw.fillStyle = themeNow().muted;
  draw.font = `12px ${font}`;
  draw.textAlign = "center";
  draw.textBaseline = "top";
  for (const x of ticks(window[0], window[1])) if (across(x) < right - 20) draw.fillText(plain(x), across(x), below);
  draw.textAlign = "right";
  draw.fillText("x", right, below);
  draw.fillText("y", box.x - 8, box.y - 2);
  draw.textBaseline = "middle";
  for (const y of ticks(window[2], window[3])) if (down(y) > box.y + 20) draw.fillText(plain(y), box.x - 8, down(y));
}

function drawPaths(draw: Draw, view: PlotView, scale: Scale, font: string): void {
  const { lifted, read, minima } = view;
  const { x, y, width, height } = scale.box;
  const theme = themeNow();
  const drawn = drawnOf(view, scale);
  draw.save();
  draw.beginPath();
  draw.rect(x, y, width, height);
  draw.clip();
  draw.lineJoin = "round";
  for (const [a, b] of minima) cross(draw, scale.across(a), scale.down(b), theme.ink, theme.ground);
  const order = [...drawn].sort((one, other) => Number(one.id === lifted) - Number(other.id === lifted));
  for (const each of order) {
    draw.globalAlpha = lifted === null || lifted === each.id ? 1 : FADED;
    drawPath(draw, each);
  }
  drawNames(draw, view, scale, drawn, font);
  draw.globalAlpha = 1;
  const at = drawn.find(({ id }) => id === lifted);
  if (at && read !== null) ring(draw, at.pixels[2 * read]!, at.pixels[2 * read + 1]!, theme.ink);
  draw.restore();
}

function drawPath(draw: Draw, { pen, dash, path, pixels }: Drawn): void {
  const { lanes, muted, ground } = themeNow();
  const colour = lanes[pen] ?? muted;
  trace(draw, pixels, [], ground, 4);
  trace(draw, pixels, dash, colour, 2);
  for (const k of thinned(pixels, 9).slice(1)) dot(draw, pixels[2 * k]!, pixels[2 * k + 1]!, 2.75, colour, ground);
  const [x, y] = pixels.slice(-2) as [number, number];
  if (path.diverged !== null) saltire(draw, x, y, colour, ground);
  else dot(draw, x, y, 4.5, colour, ground);
}

/** The lanes' names, each beside its path, clear of the others and of the start. */
function drawNames(draw: Draw, { start, lifted }: PlotView, scale: Scale, drawn: readonly Drawn[], font: string): void {
  const { lanes, muted, ground } = themeNow();
  draw.font = `600 13px ${font}`;
  draw.textAlign = "left";
  draw.textBaseline = "middle";
  const sparse = drawn.map(({ pixels }) => thinned(pixels, 12).flatMap((k) => [pixels[2 * k]!, pixels[2 * k + 1]!]));
  const sizes = drawn.map(({ name }) => ({ width: draw.measureText(name).width, height: 16 }));
  const spots = labelled(sparse, sizes, scale.box, scale.pixels(start));
  for (const [i, { name, id, pen }] of drawn.entries()) {
    const spot = spots[i];
    if (!spot) continue;
    draw.globalAlpha = lifted === null || lifted === id ? 1 : FADED;
    draw.lineWidth = 4;
    draw.strokeStyle = ground;
    draw.strokeText(name, spot.x, spot.y + 8);
    draw.fillStyle = lanes[pen] ?? muted;
    draw.fillText(name, spot.x, spot.y + 8);
  }
}
