import type { Shape } from "../tensor.ts";
import { addCol2im, im2col } from "./im2col.ts";
import { type Accumulation, matmulNN, matmulNT, matmulTN } from "./matmul.ts";
import type { Window } from "./window.ts";

/**
 * A convolution as matrix products, one image at a time, so that what is in between stays in the cache: with C = the
 * image's `im2col`, its output is W·C + b, W being channels out × (channels in·kernel).
 */
export interface Conv2dScratch {
  /** (channels in·kernel) × (output height·width): C, and later dC. */
  readonly columns: Float32Array;
  /** channels out × (output height·width): an image's output, or its dy. */
  readonly product: Float32Array;
  /** As the weights: what one image adds to their gradient. */
  readonly weightGradient: Float32Array;
}

/** y = W·C + b of each image. */
export function conv2dForward(
  y: Float32Array,
  x: Float32Array,
  weights: Float32Array,
  biases: Float32Array,
  { columns, product }: Conv2dScratch,
  rows: number,
  inputShape: Shape,
  outputShape: Shape,
  over: Window,
  accumulation: Accumulation,
): void {
  const channels = outputShape[0]!;
  const area = outputShape[1]! * outputShape[2]!;
  const inner = weights.length / channels;
  const size = x.length / rows;
  for (let n = 0, at = 0; n < rows; n++) {
    im2col(columns, x, n * size, inputShape, outputShape, over);
    matmulNN(product, weights, columns, channels, inner, area, accumulation);
    for (let o = 0, p = 0; o < channels; o++) {
      const bias = biases[o]!;
      for (let k = 0; k < area; k++, p++, at++) y[at] = product[p]! + bias;
    }
  }
}

/**
 * dW = Σ dy·Cᵀ, each product summed as the accumulation says and added in float32, image after image; dx is the
 * col2im of Wᵀ·dy.
 */
export function conv2dBackward(
  dx: Float32Array | undefined,
  dw: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  weights: Float32Array,
  { columns, product, weightGradient }: Conv2dScratch,
  rows: number,
  inputShape: Shape,
  outputShape: Shape,
  over: Window,
  accumulation: Accumulation,
): void {
  const channels = outputShape[0]!;
  const area = outputShape[1]! * outputShape[2]!;
  const inner = weights.length / channels;
  const size = x.length / rows;
  dw.fill(0);
  dx?.fill(0);
  for (let n = 0, at = 0; n < rows; n++) {
    for (let p = 0; p < product.length; p++, at++) product[p] = dy[at]!;
    im2col(columns, x, n * size, inputShape, outputShape, over);
    matmulNT(weightGradient, product, columns, channels, area, inner, accumulation);
    for (let i = 0; i < dw.length; i++) dw[i] = dw[i]! + weightGradient[i]!;
    if (dx) {
      matmulTN(columns, weights, product, inner, channels, area, accumulation);
      addCol2im(dx, n * size, columns, inputShape, outputShape, over);
    }
  }
}

/** db[c] = Σ dy over the images and their area, dy being rows × channels × area. In float64, rounded once. */
export function sumChannels(db: Float32Array, dy: Float32Array, rows: number, channels: number, area: number): void {
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let n = 0; n < rows; n++) {
      const start = (n * channels + c) * area;
      for (let p = start; p < start + area; p++) sum += dy[p]!;
    }
    db[c] = sum;
  }
}
