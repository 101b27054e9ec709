import type { MatmulPrecision } from "../matmul.ts";
import { correlate, correlateGradient } from "./correlate.ts";
import { arrange, gathered, gatheredSums, scatter } from "./gathered.ts";
import { type Layout, pack } from "./layout.ts";
import { packWhole, unpack } from "./packing.ts";
import type { Sweeps } from "./sweep.ts";
import { type Conv2dScratch, type Scattering, type Way, type Work, work } from "./work.ts";

/** A convolution of samples of one shape; groups of channels have nothing to do with each other. */
export interface Convolution {
  readonly sweeps: Sweeps;
  readonly matmulPrecision: MatmulPrecision;
}

/** The part of a table that is of the first images of a chunk. */
const head = (table: Int32Array, images: number, chunk: number) =>
  images === chunk ? table : table.subarray(0, (table.length / chunk) * images);

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
  const known = work(scratch, convolution.sweeps, rows, convolution.matmulPrecision);
  along([known.forward], y, x, weights, biases, known, rows, convolution);
}

/**
 * dx = Wᵀ ⋆ dy: at each place of x, summed over the channels of y and the kernel in the order of the weights; dy is zero
 * beyond its edges. Where `scattered`, over the channels of y, and these sums over the places of y in their order.
 */
export function conv2dInputGradient(
  dx: Float32Array,
  dy: Float32Array,
  weights: Float32Array,
  scratch: Conv2dScratch,
  rows: number,
  convolution: Convolution,
): void {
  const known = work(scratch, convolution.sweeps, rows, convolution.matmulPrecision);
  if (known.scattering) {
    addBack(dx, dy, weights, known.scattering, known, rows, convolution);
    return;
  }
  if (convolution.sweeps.gaps) dx.fill(0);
  along(known.backward, dx, dy, weights, undefined, known, rows, convolution);
}

/** Each of the ways: `out` from the images x. */
function along(
  ways: readonly Way[],
  out: Float32Array,
  x: Float32Array,
  weights: Float32Array,
  biases: Float32Array | undefined,
  { image, chunk }: Work,
  rows: number,
  { sweeps: { groups }, matmulPrecision }: Convolution,
): void {
  const [size, outSize] = [x.length / rows, out.length / rows];
  for (const way of ways) if (!way.spots) packWeights(way, weights, groups);
  const step = ways.some(({ spots }) => spots) ? chunk : 1;
  for (let n = 0; n < rows; n += step) {
    const images = Math.min(step, rows - n);
    let packed: Layout | undefined;
    for (const way of ways) {
      const { layout, beside, part, channels, area } = way;
      if (!way.spots) {
        for (let i = n; i < n + images; i++) {
          if (layout !== packed) pack(image, x, i * size, layout, 1, 1, matmulPrecision);
          packed = images === 1 ? layout : undefined;
          for (let g = 0; g < groups; g++) {
            const at = i * outSize + g * channels * area;
            correlate(out, at, image, g * part, way, g, biases, matmulPrecision);
          }
        }
        continue;
      }
      packed = undefined;
      pack(image, x, n * size, layout, images, beside, matmulPrecision);
      const [spots, at] = [head(way.spots, images, chunk), head(way.spotsAt, images, chunk)];
      for (const { channels, imageAt, weightsAt, weightsApart, first, step } of way.shares) {
        const bias = biases && { array: biases, start: first, apart: step };
        gathered({ array: out, start: n * outSize + first * area, at, apart: step * area }, bias, false, {
          image,
          start: imageAt,
          rows: spots,
          steps: way.taps,
          own: beside > 1,
          b: { array: weights, start: weightsAt, at: way.weightsAt, apart: weightsApart },
          channels,
          matmulPrecision,
          panels: way.weights,
        });
      }
    }
  }
}

/** A sweep's weights, group after group, tap after tap. */
function packWeights(
  { weights: to, channels, weightsAt: at, weightsApart: apart }: Way,
  weights: Float32Array,
  groups: number,
) {
  const group = weights.length / groups;
  for (let g = 0; g < groups; g++) {
    const from = { array: weights, start: g * group, at, apart };
    arrange(to, g * at.length * channels, channels, from, channels);
  }
}

/**
 * dW = Σ dy ⋆ x. Where products are gathered, over the images of a chunk and their places in order; else a `correlateGradient`
 * for each image. The chunks' sums, or the images', are added in float32.
 */
export function conv2dWeightGradient(
  dw: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  scratch: Conv2dScratch,
  rows: number,
  { sweeps, matmulPrecision }: Convolution,
): void {
  const { groups } = sweeps;
  const { image, chunk, gradient } = work(scratch, sweeps, rows, matmulPrecision);
  const { layout, beside, part, taps, spots, spotsAt, channels, area } = gradient;
  const group = dw.length / groups;
  const [size, outSize] = [x.length / rows, dy.length / rows];
  if (!spots) {
    dw.fill(0);
    for (let n = 0; n < rows; n++) {
      pack(image, x, n * size, layout, 1, 1, matmulPrecision);
      for (let g = 0; g < groups; g++) {
        const at = n * outSize + g * channels * area;
        correlateGradient(dw, g * group, dy, at, image, g * part, gradient, channels, matmulPrecision);
      }
    }
    return;
  }
  for (let n = 0; n < rows; n += chunk) {
    const images = Math.min(chunk, rows - n);
    pack(image, x, n * size, layout, images, beside, matmulPrecision);
    const steps = head(spots, images, chunk);
    const at = head(spotsAt, images, chunk);
    for (const { channels, imageAt, weightsAt, weightsApart, first, step } of gradient.shares) {
      gathered({ array: dw, start: weightsAt, at: gradient.weightsAt, apart: weightsApart }, undefined, n > 0, {
        image,
        start: imageAt,
        rows: taps,
        steps,
        own: beside > 1,
        b: { array: dy, start: n * outSize + first * area, at, apart: step * area },
        channels,
        matmulPrecision,
        panels: gradient.weights,
      });
    }
  }
}

/** dx by way of its packed images, to which the products of dy and the weights are added. */
function addBack(
  dx: Float32Array,
  dy: Float32Array,
  weights: Float32Array,
  { spotsAt, spots, channels, weightsAt, taps, weights: panels, frames, part, sums, down, together }: Scattering,
  { image, chunk }: Work,
  rows: number,
  { sweeps: { groups, forward, scattered, run }, matmulPrecision }: Convolution,
): void {
  const packing = scattered!;
  const { area, channels: outs } = forward;
  const asIs = { channels: groups * outs, height: 1, width: area, top: 0, left: 0, phases: 1, rows: 1, length: area };
  const [size, outSize, group] = [dx.length / rows, dy.length / rows, weights.length / groups];
  for (let n = 0; n < rows; n += chunk) {
    const images = Math.min(chunk, rows - n);
    packWhole(image, dy, n * outSize, asIs, images, 1, matmulPrecision);
    frames.fill(0, 0, images * groups * part);
    for (let g = 0; g < groups; g++) {
      for (let i = 0; i < images * area; i += together) {
        const end = Math.min(i + together, images * area);
        gatheredSums(sums, down, {
          image,
          start: g * outs * area,
          rows: spotsAt.subarray(i, end),
          steps: channels,
          own: false,
          b: { array: weights, start: g * group, at: weightsAt, apart: 1 },
          channels: taps.length,
          matmulPrecision,
          panels,
        });
        scatter(frames, g * part, sums, down, spots.subarray(i, end), taps, run);
      }
    }
    unpack(dx, n * size, frames, packing, images * packing.channels);
  }
}
