import type { MatmulPrecision } from "../matmul.ts";
import { type Layout, plane } from "./layout.ts";
import type { Packed } from "./packing.ts";
import type { Sweep, Sweeps } from "./sweep.ts";

/** What a convolution needs beside its arrays; see `scratchLengths`. */
export interface Conv2dScratch {
  readonly image: Float32Array;
  readonly weights: Float32Array;
  readonly taps: Float32Array;
  readonly sums: Float32Array;
}

/**
 * How a sweep is carried out: row after row, the lanes being columns, an image at a time; or, where there are so few of them
 * that lanes are wasted, as a `gathered` product, the lanes being channels or, with few channels in a group, groups.
 */
export interface Way extends Sweep {
  /** How many groups lie side by side in the packed image; with 1 they follow each other. */
  readonly beside: number;
  /** The spots in the packed images of a chunk, and in what comes of them; undefined where it goes row after row. */
  readonly spots: Int32Array | undefined;
  readonly spotsAt: Int32Array;
  /** Room for its weights, or what else it multiplies by. */
  readonly weights: Packed;
}

/** How products are added where they belong: see `Sweeps.scattered`. */
export interface Scattering {
  /** The spots of a chunk in dy and in the packed images; the channels of dy, and their weights. */
  readonly spotsAt: Int32Array;
  readonly spots: Int32Array;
  readonly channels: Int32Array;
  readonly weightsAt: Int32Array;
  readonly weights: Packed;
  /** How far the sums of a spot are from those of the next, and for how many there is room. */
  readonly down: number;
  readonly together: number;
}

/** What is known of a convolution before the numbers are: its tables, where the kernels find them. */
export interface Work {
  readonly forward: Way;
  readonly backward: readonly Way[];
  readonly scattering: Scattering | undefined;
  /** How many images are packed at a time where products are gathered. */
  readonly chunk: number;
  readonly image: Packed;
  /** The packed images for which the products are added, behind dy. */
  readonly frames: Packed;
  readonly sums: Packed;
}

/** Elements of images that are packed at a time, if it is more than one, and of sums. */
const CHUNK = 2 ** 16;
const SUMS = 2 ** 14;
/** Spots at least that are summed at a time, as long as there are: their weights are laid out once for all of them. */
const TOGETHER = 32;
const LANES = 4;
/** A vector may be read to its end where only its beginning is used. */
const BEYOND = 8;
/** Float32 in a float64. */
const WIDE = 2;

/** How much is made use of, of vectors for so many elements. */
const full = (n: number) => n / (LANES * Math.ceil(n / LANES));

const few = ({ channels, layout }: Sweep, groups: number) =>
  channels < LANES && groups >= LANES && !("rowsAt" in layout);

const isGathered = (sweep: Sweep, groups: number) =>
  full(few(sweep, groups) ? groups : sweep.channels) > full(sweep.columns);

const spotsOf = ({ rows, columns }: Sweep) => rows * columns;
const size = ({ layout }: Sweep) => layout.channels * plane(layout);

/** @param spots of a chunk, with which it may be the images that is multiplied */
const weightsOf = (sweep: Sweep, groups: number, spots: number) =>
  isGathered(sweep, groups)
    ? 8 * Math.max(sweep.taps.length, spots)
    : WIDE * groups * sweep.taps.length * sweep.channels;

function chunkOf({ forward, backward }: Sweeps, rows: number): number {
  const largest = Math.max(...[forward, ...backward].map(size));
  return Math.min(Math.max(Math.floor(CHUNK / largest), 1), rows);
}

function scatteringOf({ forward, scattered }: Sweeps, chunk: number) {
  if (!scattered) return { down: 0, together: 0 };
  const down = 8 * Math.ceil(forward.taps.length / 8);
  return { down, together: Math.min(Math.max(Math.floor(SUMS / down), TOGETHER), chunk * spotsOf(forward)) };
}

/** For packed images (of x, or dy), the weights or what is summed with the images, what the sweeps go by, and sums. */
export function scratchLengths(sweeps: Sweeps, rows: number) {
  const { groups, forward, backward, scattered } = sweeps;
  const chunk = chunkOf(sweeps, rows);
  const { down, together } = scatteringOf(sweeps, chunk);
  let image = 0;
  let weights = 0;
  let taps = 0;
  for (const sweep of [forward, ...(scattered ? [] : backward)]) {
    const gathered = isGathered(sweep, groups);
    const spots = chunk * spotsOf(sweep);
    image = Math.max(image, (gathered ? chunk : 1) * size(sweep));
    weights += weightsOf(sweep, groups, spots);
    taps += 2 * sweep.taps.length + (gathered ? 2 * spots : 0);
    if ("rowsAt" in sweep.layout) taps += sweep.layout.rowsAt.length + sweep.layout.columnsAt.length;
  }
  if (scattered) {
    const dy = groups * forward.channels * spotsOf(forward);
    image = Math.max(image, chunk * (dy + size(forward)));
    weights += 8 * forward.channels;
    taps += 2 * chunk * spotsOf(forward) + 2 * forward.channels;
  }
  return { image: WIDE * (image + BEYOND), weights, taps, sums: WIDE * (together + 3) * down };
}

const works = new WeakMap<Float32Array, Work>();

/** It is kept: a model's scratch comes again with each step. */
export function work(
  { image, weights, taps, sums }: Conv2dScratch,
  sweeps: Sweeps,
  rows: number,
  matmulPrecision: MatmulPrecision,
): Work {
  const kept = works.get(taps);
  if (kept) return kept;
  const { groups, forward, scattered } = sweeps;
  const chunk = chunkOf(sweeps, rows);
  const memory = new Int32Array(taps.buffer, taps.byteOffset, taps.length);
  let used = 0;
  const take = (length: number) => {
    used += length;
    return memory.subarray(used - length, used);
  };
  const copy = (table: Int32Array, times = 1) => {
    const to = take(table.length);
    for (let i = 0; i < to.length; i++) to[i] = table[i]! * times;
    return to;
  };
  /** Places on a grid in each image of a chunk. */
  const grid = ({ rows, columns }: Sweep, image: number, start: number, down: number, right: number) => {
    const to = take(chunk * rows * columns);
    let i = 0;
    for (let n = 0; n < chunk; n++) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) to[i++] = n * image + start + r * down + c * right;
      }
    }
    return to;
  };
  const out = (sweep: Sweep) =>
    grid(sweep, groups * sweep.channels * sweep.area, sweep.outStart, sweep.outRow, sweep.outColumn);
  const placed = (layout: Layout): Layout =>
    "rowsAt" in layout ? { ...layout, rowsAt: copy(layout.rowsAt), columnsAt: copy(layout.columnsAt) } : layout;
  const packed = (array: Float32Array): Packed =>
    matmulPrecision === "float64" ? new Float64Array(array.buffer, array.byteOffset, array.byteLength >> 3) : array;
  let weighted = 0;
  const room = (length: number) => {
    weighted += length;
    return packed(weights.subarray(weighted - length, weighted));
  };
  const way = (sweep: Sweep): Way => {
    const gathered = isGathered(sweep, groups);
    const beside = gathered && few(sweep, groups) ? groups : 1;
    return {
      ...{ ...sweep, layout: placed(sweep.layout), beside },
      ...{ taps: copy(sweep.taps, beside), weightsAt: copy(sweep.weightsAt) },
      spots: gathered ? grid(sweep, size(sweep), 0, sweep.rowStep * beside, beside) : undefined,
      spotsAt: gathered ? out(sweep) : NONE,
      weights: room(weightsOf(sweep, groups, chunk * spotsOf(sweep))),
    };
  };
  const multiples = (of: number) => {
    const to = take(forward.channels);
    for (let i = 0; i < to.length; i++) to[i] = i * of;
    return to;
  };
  const images = packed(image);
  const made: Work = {
    forward: way(forward),
    backward: scattered ? [] : sweeps.backward.map(way),
    scattering: scattered && {
      ...{ spotsAt: out(forward), spots: grid(forward, size(forward), 0, forward.rowStep, 1) },
      ...{ channels: multiples(forward.area), weightsAt: multiples(forward.weightsApart) },
      ...{ weights: room(8 * forward.channels), ...scatteringOf(sweeps, chunk) },
    },
    ...{ chunk, image: images, frames: images.subarray(chunk * groups * forward.channels * forward.area) },
    sums: packed(sums),
  };
  works.set(taps, made);
  return made;
}

const NONE = new Int32Array(0);
