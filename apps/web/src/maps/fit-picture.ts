/** What has been learned beside the plane: a square for each pair of classes, or a curve over its points. */

import type { Fit, FitFrame } from "../lanes/protocol.ts";
import { onTheme, themeNow } from "../theme.ts";

export interface FitView {
  readonly fit: Fit;
  readonly frame: FitFrame | undefined;
}

export interface FitPicture {
  update(view: FitView): void;
  destroy(): void;
}

export function mountFit(element: HTMLElement): FitPicture {
  const canvas = document.createElement("canvas");
  canvas.ariaHidden = "true";
  element.append(canvas);
  let view: FitView | undefined;

  function draw(): void {
    if (!view) return;
    const width = element.clientWidth;
    canvas.width = canvas.height = Math.max(1, Math.round(width * devicePixelRatio));
    const ctx = canvas.getContext("2d")!;
    ctx.scale(devicePixelRatio, devicePixelRatio);
    const { fit, frame } = view;
    ctx.fillStyle = themeNow().ground;
    ctx.fillRect(0, 0, width, width);
    if (fit.of === "classes") squares(ctx, fit, frame, width);
    else curve(ctx, fit, frame, width);
  }

  const resized = new ResizeObserver(draw);
  resized.observe(element);
  const unthemed = onTheme(draw);
  return {
    update(next) {
      const same = next.frame === view?.frame && next.fit === view?.fit;
      view = next;
      if (!same) draw();
    },
    destroy() {
      resized.disconnect();
      unthemed();
      canvas.remove();
    },
  };
}

const GAP = 2;

/** A row for each class: the darker a square, the more of the class are taken for its column's. The diagonal is right. */
function squares(
  ctx: CanvasRenderingContext2D,
  { count }: Fit & { of: "classes" },
  frame: FitFrame | undefined,
  width: number,
): void {
  const { ink, hairline } = themeNow();
  const edge = (width - GAP * (count - 1)) / count;
  for (let row = 0; row < count; row++) {
    const of = frame?.values.subarray(row * count, (row + 1) * count);
    const all = of?.reduce((sum, x) => sum + x, 0) || 1;
    for (let column = 0; column < count; column++) {
      const [x, y] = [column * (edge + GAP), row * (edge + GAP)];
      ctx.globalAlpha = 0.06 + 0.74 * ((of?.[column] ?? 0) / all);
      ctx.fillStyle = ink;
      ctx.fillRect(x, y, edge, edge);
      ctx.globalAlpha = 1;
      if (row !== column) continue;
      ctx.strokeStyle = hairline;
      ctx.strokeRect(x + 0.5, y + 0.5, edge - 1, edge - 1);
    }
  }
}

const MOST_POINTS = 600;

function curve(
  ctx: CanvasRenderingContext2D,
  { points, bounds: [left, right, bottom, top] }: Fit & { of: "curve" },
  frame: FitFrame | undefined,
  width: number,
): void {
  const { ink, muted } = themeNow();
  const across = (x: number) => ((x - left) / (right - left || 1)) * width;
  const down = (y: number) => ((top - y) / (top - bottom)) * width;
  ctx.fillStyle = muted;
  const every = Math.max(1, Math.ceil(points.length / 2 / MOST_POINTS));
  for (let i = 0; i < points.length; i += 2 * every) {
    ctx.beginPath();
    ctx.arc(across(points[i]!), down(points[i + 1]!), 1.5, 0, 2 * Math.PI);
    ctx.fill();
  }
  if (!frame) return;
  ctx.strokeStyle = ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (const [i, value] of frame.values.entries()) ctx.lineTo((i / (frame.values.length - 1)) * width, down(value));
  ctx.stroke();
}
