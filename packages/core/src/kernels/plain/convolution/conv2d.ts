import type { MatmulPrecision } from "../matmul.ts";
import { correlate, correlateGradient } from "./correlate.ts";
import { arrange, gathered, gatheredSums, scatter } from "./gathered.ts";
import { type Layout, pack } from "./layout.ts";
import { EIGHT, packWhole, unpack } from "./packing.ts";
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

/** Group after group, or, eight groups side by side, one channel of each. @param group how many weights it has */
function sharesOf({ beside, part, channels, weightsApart }: Way, groups: number, group: number): Share[] {
  if (beside === 1) {
    return Array.from({ length: groups }, (_, g) => ({
      ...{ channels, imageAt: g * part, weightsAt: g * group, weightsApart, first: g * channels, step: 1 },
    }));
  }
  return Array.from({ length: channels * Math.ceil(groups / EIGHT) }, (_, i) => {
    const c = i % channels;
    const g = EIGHT * Math.floor(i / channels);
    return {
      ...{
        channels: Math.min(groups - g, EIGHT),
        imageAt: (g / EIGHT) * part,
        weightsAt: g * group + c * weightsApart,
      },
      ...{ weightsApart: group, first: g * channels + c, step: channels },
    };
  });
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
      const rowsOf = head(way.spots, images, chunk);
      const at = head(way.spotsAt, images, chunk);
      for (const share of sharesOf(way, groups, group)) {
        const { first, step } = share;
        const bias = biases && { array: biases, start: first, apart: step };
        gathered({ array: out, start: n * outSize + first * area, at, apart: step * area }, bias, false, {
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
    for (const { channels, imageAt, weightsAt, weightsApart, first, step } of sharesOf(gradient, groups, group)) {
      gathered({ array: dw, start: weightsAt, at: gradient.weightsAt, apart: weightsApart }, undefined, n > 0, {
        ...{ image, start: imageAt, rows: taps, steps, own: beside > 1, channels },
        b: { array: dy, start: n * outSize + first * area, at, apart: step * area },
        ...{ matmulPrecision, panels: gradient.weights },
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
          ...{ image, start: g * outs * area, rows: spotsAt.subarray(i, end), steps: channels, own: false },
          b: { array: weights, start: g * group, at: weightsAt, apart: 1 },
          ...{ channels: taps.length, matmulPrecision, panels },
        });
        scatter(frames, g * part, sums, down, spots.subarray(i, end), taps, run);
      }
    }
    unpack(dx, n * size, frames, packing, images * packing.channels);
  }
}
