import type { Shape } from "../../data/tensor.ts";
import { imageKernelsFor } from "../bindings/images-in-heap.ts";
import { eachWindow, poolWindow, type Window } from "./convolution/window.ts";
import { flushed } from "./flush.ts";

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
  const kernels = imageKernelsFor(y, x);
  if (kernels) {
    kernels.maxPoolForward(y.byteOffset, x.byteOffset, ...poolWindow(images, inputShape, outputShape, over));
    return;
  }
  const width = inputShape[2]!;
  eachWindow(images, inputShape, outputShape, over, (at, first, rows, columns) => {
    y[at] = x[maximum(x, first, rows, columns, width)]!;
  });
}

/** Adds each dy to the dx of its window's maximum, in row-major order the first of equal ones, or the last NaN. */
export function maxPoolBackward(
  dx: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  images: number,
  inputShape: Shape,
  outputShape: Shape,
  over: Window,
): void {
  const kernels = imageKernelsFor(dx, dy, x);
  if (kernels) {
    const sizes = poolWindow(images, inputShape, outputShape, over);
    kernels.maxPoolBackward(dx.byteOffset, dy.byteOffset, x.byteOffset, ...sizes);
    return;
  }
  const width = inputShape[2]!;
  dx.fill(0);
  eachWindow(images, inputShape, outputShape, over, (at, first, rows, columns) => {
    const p = maximum(x, first, rows, columns, width);
    dx[p] = flushed(dx[p]! + dy[at]!);
  });
}

/** Where in x the maximum of a window of `rows` × `columns` is that starts at `first`; `width` is the image's. */
function maximum(x: Float32Array, first: number, rows: number, columns: number, width: number): number {
  if (rows === 2 && columns === 2) {
    const p = first;
    const q = first + width;
    // Without branches on the data, half of which would be foreseen wrong. No sum is NaN unless the loop has to look.
    if (!Number.isNaN(x[p]! + x[p + 1]! + x[q]! + x[q + 1]!)) {
      const above = p + Number(x[p + 1]! > x[p]!);
      const below = q + Number(x[q + 1]! > x[q]!);
      return above + (below - above) * Number(x[below]! > x[above]!);
    }
  }
  let best = first;
  let most = x[first]!;
  for (let row = first; row < first + rows * width; row += width) {
    for (let p = row; p < row + columns; p++) {
      const each = x[p]!;
      if (!(each > most || Number.isNaN(each))) continue;
      most = each;
      best = p;
    }
  }
  return best;
}
