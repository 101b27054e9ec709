import type { Shape } from "../tensor.ts";
import type { Window } from "./window.ts";

/**
 * Lays out what a convolution multiplies: columns[(c, ky, kx), (oy, ox)] is the element of the image that the output at
 * (oy, ox) meets at (ky, kx) of the kernel in channel c, or 0 in the padding.
 * @param columns (channels·kernel height·kernel width) × (output height·output width)
 * @param start of the image in x
 */
export function im2col(
  columns: Float32Array,
  x: Float32Array,
  start: number,
  inputShape: Shape,
  outputShape: Shape,
  { kernel, stride, padding, dilation }: Window,
): void {
  const channels = inputShape[0]!;
  const height = inputShape[1]!;
  const width = inputShape[2]!;
  const outHeight = outputShape[1]!;
  const outWidth = outputShape[2]!;
  let at = 0;
  for (let c = 0; c < channels; c++) {
    const image = start + c * height * width;
    for (let ky = 0; ky < kernel[0]; ky++) {
      for (let kx = 0; kx < kernel[1]; kx++) {
        const left = kx * dilation[1] - padding[1];
        for (let oy = 0; oy < outHeight; oy++) {
          const iy = oy * stride[0] + ky * dilation[0] - padding[0];
          const row = image + iy * width;
          const inside = iy >= 0 && iy < height;
          for (let ox = 0; ox < outWidth; ox++, at++) {
            const ix = ox * stride[1] + left;
            columns[at] = inside && ix >= 0 && ix < width ? x[row + ix]! : 0;
          }
        }
      }
    }
  }
}

/** The transpose of `im2col`: adds each column's elements to where in the image at `start` they came from. */
export function addCol2im(
  dx: Float32Array,
  start: number,
  columns: Float32Array,
  inputShape: Shape,
  outputShape: Shape,
  { kernel, stride, padding, dilation }: Window,
): void {
  const channels = inputShape[0]!;
  const height = inputShape[1]!;
  const width = inputShape[2]!;
  const outHeight = outputShape[1]!;
  const outWidth = outputShape[2]!;
  let at = 0;
  for (let c = 0; c < channels; c++) {
    const image = start + c * height * width;
    for (let ky = 0; ky < kernel[0]; ky++) {
      for (let kx = 0; kx < kernel[1]; kx++) {
        const left = kx * dilation[1] - padding[1];
        for (let oy = 0; oy < outHeight; oy++) {
          const iy = oy * stride[0] + ky * dilation[0] - padding[0];
          const row = image + iy * width;
          const inside = iy >= 0 && iy < height;
          for (let ox = 0; ox < outWidth; ox++, at++) {
            const ix = ox * stride[1] + left;
            if (inside && ix >= 0 && ix < width) dx[row + ix] = dx[row + ix]! + columns[at]!;
          }
        }
      }
    }
  }
}
