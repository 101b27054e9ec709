/** What a model says of the plane: greys whose shade is the certainty, and over them the points, told apart by form. */

import type { MapFrame, Plane } from "../lanes/protocol.ts";
import { channels, onTheme, themeNow } from "../theme.ts";

export interface MapView {
  readonly plane: Plane;
  readonly map: MapFrame | undefined;
}

export interface BoundaryMap {
  update(view: MapView): void;
  destroy(): void;
}

export function mountBoundaryMap(element: HTMLElement): BoundaryMap {
  const [shades, points] = [document.createElement("canvas"), document.createElement("canvas")];
  for (const canvas of [shades, points]) canvas.ariaHidden = "true";
  element.append(shades, points);
  let view: MapView | undefined;
  let shaded: MapFrame | undefined;
  let pointed: Plane | undefined;

  function draw(afresh: boolean): void {
    if (!view) return;
    const { plane, map } = view;
    if (map && (afresh || map !== shaded)) shade(shades, map);
    shaded = map;
    if (afresh || plane !== pointed) dot(points, plane, element.clientWidth);
    pointed = plane;
  }

  const resized = new ResizeObserver(() => draw(true));
  resized.observe(element);
  const unthemed = onTheme(() => draw(true));

  return {
    update(next) {
      view = next;
      draw(false);
    },
    destroy() {
      resized.disconnect();
      unthemed();
      shades.remove();
      points.remove();
    },
  };
}

/** A pixel for each cell: the class's grey where it is certain, the ground's where it is not at all. */
function shade(canvas: HTMLCanvasElement, { size, classes, certainty }: MapFrame): void {
  const { greys, ground } = themeNow();
  const palette = greys.map(channels);
  const [r, g, b] = channels(ground);
  canvas.width = canvas.height = size;
  const ctx = canvas.getContext("2d")!;
  const image = ctx.createImageData(size, size);
  for (let cell = 0; cell < classes.length; cell++) {
    const [R, G, B] = palette[classes[cell]! % palette.length]!;
    // Even a doubtful cell shows whose it is.
    const share = 0.35 + 0.65 * (certainty[cell]! / 255);
    image.data[4 * cell] = r + share * (R - r);
    image.data[4 * cell + 1] = g + share * (G - g);
    image.data[4 * cell + 2] = b + share * (B - b);
    image.data[4 * cell + 3] = 255;
  }
  ctx.putImageData(image, 0, 0);
}

const MOST_POINTS = 1200;

function dot(canvas: HTMLCanvasElement, { points, labels, bounds }: Plane, width: number): void {
  const ratio = devicePixelRatio;
  canvas.width = canvas.height = Math.max(1, Math.round(width * ratio));
  const ctx = canvas.getContext("2d")!;
  ctx.scale(ratio, ratio);
  ctx.strokeStyle = ctx.fillStyle = themeNow().ink;
  ctx.lineWidth = 1;
  const [left, right, bottom, top] = bounds;
  const every = Math.max(1, Math.ceil(labels.length / MOST_POINTS));
  for (let i = 0; i < labels.length; i += every) {
    const x = ((points[2 * i]! - left) / (right - left)) * width;
    const y = ((top - points[2 * i + 1]!) / (top - bottom)) * width;
    forms[labels[i]! % forms.length]!(ctx, x, y);
  }
}

type Form = (ctx: CanvasRenderingContext2D, x: number, y: number) => void;

const circle: Form = (ctx, x, y) => {
  ctx.beginPath();
  ctx.arc(x, y, 1.7, 0, 2 * Math.PI);
};

const forms: readonly Form[] = [
  (ctx, x, y) => {
    circle(ctx, x, y);
    ctx.fill();
  },
  (ctx, x, y) => {
    ctx.beginPath();
    for (const way of [1, -1]) {
      ctx.moveTo(x - 1.8, y - 1.8 * way);
      ctx.lineTo(x + 1.8, y + 1.8 * way);
    }
    ctx.stroke();
  },
  (ctx, x, y) => {
    circle(ctx, x, y);
    ctx.stroke();
  },
  (ctx, x, y) => ctx.strokeRect(x - 1.6, y - 1.6, 3.2, 3.2),
];
