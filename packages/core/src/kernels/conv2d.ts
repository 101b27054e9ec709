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
  /** As the weights: what one image adds to their gradient. */
  readonly weightGradient: Float32Array;
}

const views = new WeakMap<Float32Array, readonly Float32Array[]>();

/** A view of each image's part. They are kept: a model's arrays come again with each step. */
function images(array: Float32Array, rows: number): readonly Float32Array[] {
  const kept = views.get(array);
  if (kept?.length === rows) return kept;
  const size = array.length / rows;
  const made = Array.from({ length: rows }, (_, n) => array.subarray(n * size, (n + 1) * size));
  views.set(array, made);
  return made;
}

/** y = W·C + b of each image. */
export function conv2dForward(
  y: Float32Array,
  x: Float32Array,
  weights: Float32Array,
  biases: Float32Array,
  { columns }: Conv2dScratch,
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
  const outputs = images(y, rows);
  for (let n = 0, at = 0; n < rows; n++) {
    im2col(columns, x, n * size, inputShape, outputShape, over);
    matmulNN(outputs[n]!, weights, columns, channels, inner, area, accumulation);
    for (let o = 0; o < channels; o++) {
      const bias = biases[o]!;
      for (const end = at + area; at < end; at++) y[at] = y[at]! + bias;
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
  { columns, weightGradient }: Conv2dScratch,
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
  const gradients = images(dy, rows);
  for (let n = 0; n < rows; n++) {
    const gradient = gradients[n]!;
    im2col(columns, x, n * size, inputShape, outputShape, over);
    matmulNT(weightGradient, gradient, columns, channels, area, inner, accumulation);
    for (let i = 0; i < dw.length; i++) dw[i] = dw[i]! + weightGradient[i]!;
    if (dx) {
      matmulTN(columns, weights, gradient, inner, channels, area, accumulation);
      addCol2im(dx, n * size, columns, inputShape, outputShape, over);
    }
  }
}

/** db[c] = Σ dy over the images and their area, dy being rows × channels × area. In float64, rounded once. */
export function sumChannels(db: Float32Array, dy: Float32Array, rows: number, channels: number, area: number): void {
  // Four channels at a time: one alone would spend its time waiting for its last addition.
  for (let c = 0; c < channels; c += 4) {
    const [c1, c2, c3] = [c + 1, c + 2, c + 3].map((each) => Math.min(each, channels - 1)) as [number, number, number];
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let n = 0; n < rows; n++) {
      let p0 = (n * channels + c) * area;
      let p1 = (n * channels + c1) * area;
      let p2 = (n * channels + c2) * area;
      let p3 = (n * channels + c3) * area;
      for (const end = p0 + area; p0 < end; ) {
        sum0 += dy[p0++]!;
        sum1 += dy[p1++]!;
        sum2 += dy[p2++]!;
        sum3 += dy[p3++]!;
      }
    }
    db[c3] = sum3;
    db[c2] = sum2;
    db[c1] = sum1;
    db[c] = sum0;
  }
}
