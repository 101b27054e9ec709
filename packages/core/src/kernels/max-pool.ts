import type { Shape } from "../tensor.ts";
import type { Window } from "./window.ts";

/**
 * y = the largest element of each window; padding counts as -Infinity, NaN as the largest.
 * @param images samples × channels
 */
export function maxPoolForward(
  y: Float32Array,
  x: Float32Array,
  images: number,
  inputShape: Shape,
  outputShape: Shape,
  over: Window,
): void {
  const [, height, width] = inputShape as [number, number, number];
  const [, outHeight, outWidth] = outputShape as [number, number, number];
  const { kernel, stride, padding } = over;
  const [tall, wide] = kernel;
  const [down, right] = stride;
  const [above, before] = padding;
  for (let n = 0, at = 0; n < images; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * down - above;
      const first = (n * height + Math.max(top, 0)) * width;
      const end = (n * height + Math.min(top + tall, height)) * width;
      for (let ox = 0; ox < outWidth; ox++, at++) {
        const left = ox * right - before;
        const from = Math.max(left, 0);
        y[at] = x[firstMaximum(x, first + from, end, width, Math.min(left + wide, width) - from)]!;
      }
    }
  }
}

/** Adds each dy to the dx of its window's maximum, in row-major order the first of equal ones. */
export function maxPoolBackward(
  dx: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  images: number,
  inputShape: Shape,
  outputShape: Shape,
  over: Window,
): void {
  const [, height, width] = inputShape as [number, number, number];
  const [, outHeight, outWidth] = outputShape as [number, number, number];
  const { kernel, stride, padding } = over;
  const [tall, wide] = kernel;
  const [down, right] = stride;
  const [above, before] = padding;
  dx.fill(0);
  for (let n = 0, at = 0; n < images; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * down - above;
      const first = (n * height + Math.max(top, 0)) * width;
      const end = (n * height + Math.min(top + tall, height)) * width;
      for (let ox = 0; ox < outWidth; ox++, at++) {
        const left = ox * right - before;
        const from = Math.max(left, 0);
        const p = firstMaximum(x, first + from, end, width, Math.min(left + wide, width) - from);
        dx[p] = dx[p]! + dy[at]!;
      }
    }
  }
}

/** Where in x the maximum of a window is that starts at `first`, its rows `width` apart and `wide` long, up to `end`. */
function firstMaximum(x: Float32Array, first: number, end: number, width: number, wide: number): number {
  let best = first;
  let most = x[first]!;
  for (let row = first; row < end; row += width) {
    for (let p = row; p < row + wide; p++) {
      const each = x[p]!;
      if (each > most) {
        most = each;
        best = p;
      } else if (Number.isNaN(each)) return p;
    }
  }
  return best;
}
