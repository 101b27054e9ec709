import type { Shape } from "../../../data/tensor.ts";
import type { MatmulPrecision } from "../matmul.ts";
import { correlate, correlateGradient } from "./correlate.ts";
import { type Layout, pack, plane } from "./layout.ts";
import type { Packed } from "./packing.ts";
import { type Sweep, type Sweeps, sweepLengths, sweeps } from "./sweep.ts";
import type { Window } from "./window.ts";

/** What a convolution needs beside its arrays; see `scratchLengths`. */
export interface Conv2dScratch {
  readonly image: Float32Array;
  readonly weights: Float32Array;
  readonly taps: Float32Array;
}

/** A convolution of samples of one shape; `groups` groups of channels have nothing to do with each other. */
export interface Convolution {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly over: Window;
  readonly groups: number;
  readonly matmulPrecision: MatmulPrecision;
}

/** A vector may be read to its end where only its beginning is used. */
const BEYOND = 4;
/** Float32 in a float64. */
const WIDE = 2;

/** For the packed image (x, and later dy), the weights in the order of the taps, and what the sweeps go by. */
export function scratchLengths(inputShape: Shape, outputShape: Shape, over: Window, groups: number) {
  const { image, taps } = sweepLengths(inputShape, outputShape, over, groups);
  const weights = (inputShape[0]! * outputShape[0]! * over.kernel[0] * over.kernel[1]) / groups;
  return { image: WIDE * (image + BEYOND), weights: WIDE * weights, taps };
}

interface Work extends Sweeps {
  readonly image: Packed;
  readonly weights: Packed;
}

const works = new WeakMap<Float32Array, Work>();

/** What is known before the numbers are. It is kept: a model's scratch comes again with each step. */
function work(
  { image, weights, taps }: Conv2dScratch,
  { inputShape, outputShape, over, groups, matmulPrecision }: Convolution,
): Work {
  let kept = works.get(taps);
  if (!kept) {
    const packed = (array: Float32Array): Packed =>
      matmulPrecision === "float64" ? new Float64Array(array.buffer, array.byteOffset, array.byteLength >> 3) : array;
    kept = {
      ...sweeps(inputShape, outputShape, over, groups, new Int32Array(taps.buffer, taps.byteOffset, taps.length)),
      image: packed(image),
      weights: packed(weights),
    };
    works.set(taps, kept);
  }
  return kept;
}

/** @returns where the next sweep's weights begin */
function packWeights(packed: Packed, at: number, weights: Float32Array, sweep: Sweep): number {
  const order = sweep.weights;
  for (let i = 0; i < order.length; i++) packed[at + i] = weights[order[i]!]!;
  return at + order.length;
}

/**
 * y = W ⋆ x + b: summed over the channels and the kernel in the order of the weights, padding being zeros.
 * @param biases without them 0 is added
 */
export function conv2dForward(
  y: Float32Array,
  x: Float32Array,
  weights: Float32Array,
  biases: Float32Array | undefined,
  scratch: Conv2dScratch,
  rows: number,
  convolution: Convolution,
): void {
  const { outputShape, groups, matmulPrecision } = convolution;
  const { image, weights: packed, input, forward } = work(scratch, convolution);
  const area = outputShape[1]! * outputShape[2]!;
  const channels = outputShape[0]! / groups;
  const apart = (input.channels / groups) * plane(input);
  packWeights(packed, 0, weights, forward);
  for (let n = 0; n < rows; n++) {
    pack(image, x, n * (x.length / rows), input, matmulPrecision);
    for (let g = 0; g < groups; g++) {
      const first = g * channels;
      const at = (n * outputShape[0]! + first) * area;
      const weightsAt = first * forward.taps.length;
      correlate(y, at, image, g * apart, packed, weightsAt, biases, first, forward, channels, area, matmulPrecision);
    }
  }
}

/** dW = Σ dy ⋆ x, image after image, added in float32. */
export function conv2dWeightGradient(
  dw: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  scratch: Conv2dScratch,
  rows: number,
  convolution: Convolution,
): void {
  const { outputShape, groups, matmulPrecision } = convolution;
  const { image, input, forward } = work(scratch, convolution);
  const area = outputShape[1]! * outputShape[2]!;
  const channels = outputShape[0]! / groups;
  const apart = (input.channels / groups) * plane(input);
  dw.fill(0);
  for (let n = 0; n < rows; n++) {
    pack(image, x, n * (x.length / rows), input, matmulPrecision);
    for (let g = 0; g < groups; g++) {
      const first = g * channels;
      const at = (n * outputShape[0]! + first) * area;
      const dwAt = first * forward.taps.length;
      correlateGradient(dw, dwAt, dy, at, image, g * apart, forward, channels, matmulPrecision);
    }
  }
}

/**
 * dx = Wᵀ ⋆ dy: at each place of x, summed over the channels of y and the kernel in the order of the weights; dy is zero
 * beyond its edges.
 */
export function conv2dInputGradient(
  dx: Float32Array,
  dy: Float32Array,
  weights: Float32Array,
  scratch: Conv2dScratch,
  rows: number,
  convolution: Convolution,
): void {
  const { inputShape, groups, matmulPrecision } = convolution;
  const { image, weights: packed, backward, gaps } = work(scratch, convolution);
  const area = inputShape[1]! * inputShape[2]!;
  const channels = inputShape[0]! / groups;
  if (gaps) dx.fill(0);
  let end = 0;
  for (const { sweep } of backward) end = packWeights(packed, end, weights, sweep);
  for (let n = 0; n < rows; n++) {
    let weightsAt = 0;
    let packedAs: Layout | undefined;
    for (const { layout, sweep } of backward) {
      if (layout !== packedAs) pack(image, dy, n * (dy.length / rows), layout, matmulPrecision);
      packedAs = layout;
      const apart = (layout.channels / groups) * plane(layout);
      for (let g = 0; g < groups; g++) {
        const at = (n * inputShape[0]! + g * channels) * area;
        correlate(dx, at, image, g * apart, packed, weightsAt, undefined, 0, sweep, channels, area, matmulPrecision);
        weightsAt += channels * sweep.taps.length;
      }
    }
  }
}
