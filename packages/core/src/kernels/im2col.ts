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
  const right = stride[1];
  let at = 0;
  for (let c = 0; c < channels; c++) {
    const image = start + c * height * width;
    for (let ky = 0; ky < kernel[0]; ky++) {
      for (let kx = 0; kx < kernel[1]; kx++) {
        const left = kx * dilation[1] - padding[1];
        const from = firstAt(-left, right, outWidth);
        const end = firstAt(width - left, right, outWidth);
        for (let oy = 0; oy < outHeight; oy++) {
          const iy = oy * stride[0] + ky * dilation[0] - padding[0];
          const row = image + iy * width;
          const inside = iy >= 0 && iy < height;
          const imageFrom = inside ? from : outWidth;
          const imageEnd = inside ? end : outWidth;
          let p = row + left + imageFrom * right;
          for (let ox = 0; ox < imageFrom; ox++) columns[at++] = 0;
          for (let ox = imageFrom; ox < imageEnd; ox++, p += right) columns[at++] = x[p]!;
          for (let ox = imageEnd; ox < outWidth; ox++) columns[at++] = 0;
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
  const right = stride[1];
  let at = 0;
  for (let c = 0; c < channels; c++) {
    const image = start + c * height * width;
    for (let ky = 0; ky < kernel[0]; ky++) {
      for (let kx = 0; kx < kernel[1]; kx++) {
        const left = kx * dilation[1] - padding[1];
        const from = firstAt(-left, right, outWidth);
        const end = firstAt(width - left, right, outWidth);
        for (let oy = 0; oy < outHeight; oy++) {
          const iy = oy * stride[0] + ky * dilation[0] - padding[0];
          const row = image + iy * width;
          if (iy >= 0 && iy < height) {
            let p = row + left + from * right;
            for (let q = at + from; q < at + end; q++, p += right) dx[p] = dx[p]! + columns[q]!;
          }
          at += outWidth;
        }
      }
    }
  }
}

/** The first output whose place in the image, a multiple of the stride, is not before `edge`; at most `outputs`. */
function firstAt(edge: number, stride: number, outputs: number): number {
  return Math.min(Math.max(Math.ceil(edge / stride), 0), outputs) | 0;
}
