import type { MatmulPrecision } from "../matmul.ts";
import { correlate, correlateGradient } from "./correlate.ts";
import { arrange, gathered, gatheredSums, scatter } from "./gathered.ts";
import { type Layout, pack, plane } from "./layout.ts";
import { packWhole, unpack } from "./packing.ts";
import type { Sweeps } from "./sweep.ts";
import { type Conv2dScratch, type Scattering, type Way, type Work, work } from "./work.ts";

/** A convolution of samples of one shape; groups of channels have nothing to do with each other. */
export interface Convolution {
  readonly sweeps: Sweeps;
  readonly matmulPrecision: MatmulPrecision;
}

/** Some channels of what comes of a way, and the weights that belong to them. */
interface Share {
  readonly channels: number;
  /** Where they begin in the packed images and in the weights, and how far the next one's weights are. */
  readonly imageAt: number;
  readonly weightsAt: number;
  readonly weightsApart: number;
  /** Which channel is the first one, and how far the next one is. */
  readonly first: number;
  readonly step: number;
}

/** Group after group, or side by side one channel of each. @param group how many weights it has */
function sharesOf({ beside, layout, from, channels, weightsApart }: Way, groups: number, group: number): Share[] {
  if (beside > 1) {
    return Array.from({ length: channels }, (_, c) => ({
      ...{ channels: groups, imageAt: 0, weightsAt: c * weightsApart, weightsApart: group, first: c, step: channels },
    }));
  }
  return Array.from({ length: groups }, (_, g) => ({
    ...{ channels, imageAt: g * from * plane(layout), weightsAt: g * group, weightsApart },
    ...{ first: g * channels, step: 1 },
  }));
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
  const group = weights.length / groups;
  for (const way of ways) if (!way.spots) packWeights(way, weights, groups);
  const step = ways.some(({ spots }) => spots) ? chunk : 1;
  for (let n = 0; n < rows; n += step) {
    const images = Math.min(step, rows - n);
    let packed: Layout | undefined;
    for (const way of ways) {
      const { layout, beside, channels, area } = way;
      const outAt = (image: number) => (image * out.length) / rows;
      if (!way.spots) {
        for (let i = n; i < n + images; i++) {
          if (layout !== packed) pack(image, x, (i * x.length) / rows, layout, 1, 1, matmulPrecision);
          if (images === 1) packed = layout;
          for (let g = 0; g < groups; g++) {
            const at = outAt(i) + g * channels * area;
            const from = g * way.from * plane(layout);
            correlate(out, at, image, from, way, g, biases, matmulPrecision);
          }
        }
        continue;
      }
      packed = undefined;
      pack(image, x, (n * x.length) / rows, layout, images, beside, matmulPrecision);
      const rowsOf = head(way.spots, images, chunk);
      const at = head(way.spotsAt, images, chunk);
      for (const share of sharesOf(way, groups, group)) {
        const { first, step } = share;
        const bias = biases && { array: biases, start: first, apart: step };
        gathered({ array: out, start: outAt(n) + first * area, at, apart: step * area }, bias, false, {
          ...{ image, start: share.imageAt, rows: rowsOf, steps: way.taps, own: beside > 1, channels: share.channels },
          b: { array: weights, start: share.weightsAt, at: way.weightsAt, apart: share.weightsApart },
          ...{ matmulPrecision, panels: way.weights },
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
  for (let g = 0; g < groups; g++) {
    const from = { array: weights, start: (g * weights.length) / groups, at, apart };
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
  const { image, chunk, forward } = work(scratch, sweeps, rows, matmulPrecision);
  const { layout, beside, taps, spots, spotsAt, channels, area } = forward;
  const group = dw.length / groups;
  if (!spots) {
    dw.fill(0);
    for (let n = 0; n < rows; n++) {
      pack(image, x, (n * x.length) / rows, layout, 1, 1, matmulPrecision);
      for (let g = 0; g < groups; g++) {
        const at = (n * dy.length) / rows + g * channels * area;
        const from = g * forward.from * plane(layout);
        correlateGradient(dw, g * group, dy, at, image, from, forward, channels, matmulPrecision);
      }
    }
    return;
  }
  for (let n = 0; n < rows; n += chunk) {
    const images = Math.min(chunk, rows - n);
    pack(image, x, (n * x.length) / rows, layout, images, beside, matmulPrecision);
    const steps = head(spots, images, chunk);
    const at = head(spotsAt, images, chunk);
    for (const { channels, imageAt, weightsAt, weightsApart, first, step } of sharesOf(forward, groups, group)) {
      gathered({ array: dw, start: weightsAt, at: forward.weightsAt, apart: weightsApart }, undefined, n > 0, {
        ...{ image, start: imageAt, rows: taps, steps, own: beside > 1, channels },
        b: { array: dy, start: (n * dy.length) / rows + first * area, at, apart: step * area },
        ...{ matmulPrecision, panels: forward.weights },
      });
    }
  }
}

/** dx by way of its packed images, to which the products of dy and the weights are added. */
function addBack(
  dx: Float32Array,
  dy: Float32Array,
  weights: Float32Array,
  { spotsAt, spots, channels, weightsAt, weights: panels, down, together }: Scattering,
  { image, frames, sums, chunk, forward }: Work,
  rows: number,
  { sweeps: { groups, scattered, run }, matmulPrecision }: Convolution,
): void {
  const { taps, area } = forward;
  const packing = scattered!;
  const outs = dy.length / rows / area;
  const asIs = { ...{ channels: outs, height: 1, width: area, top: 0, left: 0, phases: 1, rows: 1 }, length: area };
  const size = packing.channels * plane(packing);
  for (let n = 0; n < rows; n += chunk) {
    const images = Math.min(chunk, rows - n);
    packWhole(image, dy, (n * dy.length) / rows, asIs, images * outs, 1, matmulPrecision);
    frames.fill(0, 0, images * size);
    for (let g = 0; g < groups; g++) {
      for (let i = 0; i < (spots.length / chunk) * images; i += together) {
        const end = Math.min(i + together, (spots.length / chunk) * images);
        gatheredSums(sums, down, {
          ...{ image, start: g * forward.channels * area, rows: spotsAt.subarray(i, end), steps: channels, own: false },
          b: { array: weights, start: (g * weights.length) / groups, at: weightsAt, apart: 1 },
          ...{ channels: taps.length, matmulPrecision, panels },
        });
        const at = (g * size) / groups;
        scatter(frames, at, sums, down, spots.subarray(i, end), taps, run);
      }
    }
    unpack(dx, (n * dx.length) / rows, frames, packing, images * packing.channels);
  }
}
