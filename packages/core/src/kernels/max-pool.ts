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
  for (let n = 0, at = 0; n < images; n++) {
    for (let oy = 0; oy < outputShape[1]!; oy++) {
      for (let ox = 0; ox < outputShape[2]!; ox++, at++) y[at] = x[firstMaximum(x, n, oy, ox, inputShape, over)]!;
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
  dx.fill(0);
  for (let n = 0, at = 0; n < images; n++) {
    for (let oy = 0; oy < outputShape[1]!; oy++) {
      for (let ox = 0; ox < outputShape[2]!; ox++, at++) {
        const from = firstMaximum(x, n, oy, ox, inputShape, over);
        dx[from] = dx[from]! + dy[at]!;
      }
    }
  }
}

/** Where in x the maximum of the window at (oy, ox) of image n is. */
function firstMaximum(
  x: Float32Array,
  n: number,
  oy: number,
  ox: number,
  inputShape: Shape,
  { kernel, stride, padding }: Window,
): number {
  const height = inputShape[1]!;
  const width = inputShape[2]!;
  const top = oy * stride[0] - padding[0];
  const left = ox * stride[1] - padding[1];
  const firstX = Math.max(left, 0);
  const endX = Math.min(left + kernel[1], width);
  const endY = Math.min(top + kernel[0], height);
  let best = (n * height + Math.max(top, 0)) * width + firstX;
  for (let iy = Math.max(top, 0); iy < endY; iy++) {
    const row = (n * height + iy) * width;
    for (let p = row + firstX; p < row + endX; p++) {
      if (x[p]! > x[best]!) best = p;
      else if (Number.isNaN(x[p]!)) return p;
    }
  }
  return best;
}
