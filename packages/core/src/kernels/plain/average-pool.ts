import type { Shape } from "../../data/tensor.ts";
import { imageKernelsFor } from "../bindings/images-in-heap.ts";
import { eachWindow, poolWindow, type Window } from "./convolution/window.ts";
import { flushed } from "./flush.ts";

/**
 * y = the mean of each window, summed in float64; padding counts as zeros, or with `countPadding` false not at all.
 * @param images samples × channels
 */
export function averagePoolForward(
  y: Float32Array,
  x: Float32Array,
  images: number,
  inputShape: Shape,
  outputShape: Shape,
  over: Window,
  countPadding: boolean,
): void {
  const kernels = imageKernelsFor(y, x);
  if (kernels) {
    const sizes = poolWindow(images, inputShape, outputShape, over);
    kernels.averagePoolForward(y.byteOffset, x.byteOffset, ...sizes, ...(countPadding ? over.padding : NONE));
    return;
  }
  const [, height, width] = inputShape as [number, number, number];
  eachWindow(images, inputShape, outputShape, over, (at, first, rows, columns, top, left) => {
    let sum = 0;
    for (let row = first; row < first + rows * width; row += width) {
      for (let p = row; p < row + columns; p++) sum += x[p]!;
    }
    y[at] = flushed(sum / count(top, left, height, width, over, countPadding));
  });
}

/** Adds each dy, divided by what its window was, to the dx of all its elements. */
export function averagePoolBackward(
  dx: Float32Array,
  dy: Float32Array,
  images: number,
  inputShape: Shape,
  outputShape: Shape,
  over: Window,
  countPadding: boolean,
): void {
  const kernels = imageKernelsFor(dx, dy);
  if (kernels) {
    const sizes = poolWindow(images, inputShape, outputShape, over);
    kernels.averagePoolBackward(dx.byteOffset, dy.byteOffset, ...sizes, ...(countPadding ? over.padding : NONE));
    return;
  }
  const [, height, width] = inputShape as [number, number, number];
  dx.fill(0);
  eachWindow(images, inputShape, outputShape, over, (at, first, rows, columns, top, left) => {
    const share = dy[at]! / count(top, left, height, width, over, countPadding);
    for (let row = first; row < first + rows * width; row += width) {
      for (let p = row; p < row + columns; p++) dx[p] = flushed(dx[p]! + share);
    }
  });
}

/** How many elements the window's sum is divided by. What lies beyond the padding never counts. */
function count(top: number, left: number, height: number, width: number, over: Window, countPadding: boolean): number {
  const [padY, padX] = countPadding ? over.padding : NONE;
  const tall = Math.min(top + over.kernel[0], height + padY) - Math.max(top, -padY);
  const wide = Math.min(left + over.kernel[1], width + padX) - Math.max(left, -padX);
  return tall * wide;
}

const NONE = [0, 0] as const;
