import type { MatmulPrecision } from "../matmul.ts";
import { besideOf, gathers, gathersWeights, partOf, type Share, sharesOf, sizeOf, spotsOf } from "./gathering.ts";
import type { Layout } from "./layout.ts";
import { EIGHT, type Packed } from "./packing.ts";
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
  /** How many groups are to lie side by side in the packed images, eight each; with 1 they follow each other. */
  readonly beside: number;
  /** The elements of a packed image of one group, or of eight of them. */
  readonly part: number;
  /** Where products are gathered, the spots in the packed images of a chunk, and in what comes of them. */
  readonly spots: Int32Array | undefined;
  readonly spotsAt: Int32Array;
  readonly shares: readonly Share[];
  /** Room for its weights, or for eight of each of the factors of a product. */
  readonly weights: Packed;
}

/** How products are added where they belong: see `Sweeps.scattered`. */
export interface Scattering {
  /** The spots of a chunk in dy and in the packed images; the channels of dy, and their weights. */
  readonly spotsAt: Int32Array;
  readonly spots: Int32Array;
  readonly channels: Int32Array;
  readonly weightsAt: Int32Array;
  readonly taps: Int32Array;
  /** Room for eight weights of each of the channels. */
  readonly weights: Packed;
  /** The packed images that are added to, and the elements of a group in one. */
  readonly frames: Packed;
  readonly part: number;
  /** Sums of products: how far those of a spot are from the next one's, and for how many there is room. */
  readonly sums: Packed;
  readonly down: number;
  readonly together: number;
}

/** What is known of a convolution before the numbers are: its tables, where the kernels find them. */
export interface Work {
  readonly forward: Way;
  /** For the weights' gradient. */
  readonly gradient: Way;
  readonly backward: readonly Way[];
  readonly scattering: Scattering | undefined;
  /** How many images are packed at a time where products are gathered. */
  readonly chunk: number;
  readonly image: Packed;
}

/**
 * So many spots are worked on at a time if one image has fewer, so that laying out weights and adding to gradients are little
 * beside that; but no more images than have so many elements.
 */
const SPOTS = 128;
const CHUNK = 2 ** 15;
/** Elements of sums, at most as long as the following says nothing else. */
const SUMS = 2 ** 14;
/** Spots at least that are summed at a time, as long as there are: their weights are laid out once for all of them. */
const TOGETHER = 32;
/** A vector may be read to its end where only its beginning is used. */
const BEYOND = 8;
/** Float32 in a float64. */
const WIDE = 2;

/** Memory that is handed out bit by bit, or, without any, only counted. */
function memory<A extends Int32Array | Packed>(
  array: A | undefined,
  none: A,
): { take(length: number): A; used(): number } {
  let used = 0;
  return {
    take(length) {
      used += length;
      return (array?.subarray(used - length, used) ?? none) as A;
    },
    used: () => used,
  };
}

const NO_TABLE = new Int32Array(0);
const NO_ROOM = new Float32Array(0);

/** @param given without it, what it returns is good for the lengths alone */
function plan(
  sweeps: Sweeps,
  rows: number,
  given?: Record<"image" | "weights" | "sums", Packed> & { taps: Int32Array },
) {
  const { groups, forward, backward, scattered } = sweeps;
  /** The weights of a group. */
  const group = forward.channels * forward.taps.length;
  const tables = memory(given?.taps, NO_TABLE);
  const weights = memory(given?.weights, NO_ROOM);
  const sizes = (scattered ? [forward] : [forward, ...backward]).map((sweep) => sizeOf(sweep, groups));
  /** Where products are added, dy lies in front of the images. */
  const before = scattered ? groups * forward.channels * spotsOf(forward) : 0;
  const most = Math.floor(CHUNK / (before + Math.max(...sizes)));
  const chunk = Math.min(Math.max(Math.min(most, Math.ceil(SPOTS / spotsOf(forward))), 1), rows);

  const filled = (length: number, each: (i: number) => number) => {
    const to = tables.take(length);
    for (let i = 0; i < to.length; i++) to[i] = each(i);
    return to;
  };
  const copied = (table: Int32Array, times = 1) => filled(table.length, (i) => table[i]! * times);
  const placed = (layout: Layout): Layout =>
    "rowsAt" in layout ? { ...layout, rowsAt: copied(layout.rowsAt), columnsAt: copied(layout.columnsAt) } : layout;
  /** Places on a grid in each image of a chunk. */
  const grid = ({ rows, columns }: Sweep, image: number, start: number, down: number, right: number) => {
    const to = tables.take(chunk * rows * columns);
    for (let n = 0, i = 0; i < to.length; n++) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) to[i++] = n * image + start + r * down + c * right;
      }
    }
    return to;
  };
  const outOf = (sweep: Sweep) =>
    grid(sweep, groups * sweep.channels * sweep.area, sweep.outStart, sweep.outRow, sweep.outColumn);

  const way = (sweep: Sweep, gathered: boolean): Way => {
    const beside = gathered ? besideOf(sweep, groups) : 1;
    const times = beside > 1 ? EIGHT : 1;
    const part = partOf(sweep, groups, beside);
    const factors = Math.max(sweep.taps.length, chunk * spotsOf(sweep));
    return {
      ...{ ...sweep, layout: placed(sweep.layout), beside, part },
      ...{ taps: copied(sweep.taps, times), weightsAt: copied(sweep.weightsAt) },
      spots: gathered ? grid(sweep, sizeOf(sweep, groups), 0, sweep.rowStep * times, times) : undefined,
      spotsAt: gathered ? outOf(sweep) : NO_TABLE,
      shares: gathered ? sharesOf(sweep, groups, group, beside, part) : [],
      weights: weights.take(gathered ? EIGHT * factors : groups * sweep.taps.length * sweep.channels),
    };
  };
  const ahead = way(forward, gathers(forward, groups));
  const gradient = gathersWeights(forward, groups) && !gathers(forward, groups) ? way(forward, true) : ahead;

  const down = EIGHT * Math.ceil(forward.taps.length / EIGHT);
  const together = Math.min(Math.max(Math.floor(SUMS / down), TOGETHER), chunk * spotsOf(forward));
  const scattering: Scattering | undefined = scattered && {
    spotsAt: outOf(forward),
    spots: grid(forward, groups * partOf(forward, groups, 1), 0, forward.rowStep, 1),
    taps: copied(forward.taps),
    channels: filled(forward.channels, (i) => i * forward.area),
    weightsAt: filled(forward.channels, (i) => i * forward.weightsApart),
    weights: weights.take(EIGHT * forward.channels),
    ...{ frames: given?.image.subarray(chunk * before) ?? NO_ROOM, part: partOf(forward, groups, 1) },
    ...{ sums: given?.sums ?? NO_ROOM, down, together },
  };
  const made: Work = {
    ...{ forward: ahead, gradient, scattering, chunk, image: given?.image ?? NO_ROOM },
    backward: scattered ? [] : backward.map((sweep) => way(sweep, gathers(sweep, groups))),
  };
  const lengths = {
    image: WIDE * (chunk * (before + Math.max(...sizes)) + BEYOND),
    weights: WIDE * weights.used(),
    taps: tables.used(),
    sums: scattered ? WIDE * (together + 3) * down : 0,
  };
  return { made, lengths };
}

/** For packed images, the factors of products, the tables that the ways go by, and sums. */
export function scratchLengths(sweeps: Sweeps, rows: number): Record<keyof Conv2dScratch, number> {
  return plan(sweeps, rows).lengths;
}

const works = new WeakMap<Float32Array, Work>();

/** It is kept: a model's scratch comes again with each step. */
export function work(scratch: Conv2dScratch, sweeps: Sweeps, rows: number, matmulPrecision: MatmulPrecision): Work {
  let kept = works.get(scratch.taps);
  if (!kept) {
    const packed = (array: Float32Array): Packed =>
      matmulPrecision === "float64" ? new Float64Array(array.buffer, array.byteOffset, array.byteLength >> 3) : array;
    const taps = new Int32Array(scratch.taps.buffer, scratch.taps.byteOffset, scratch.taps.length);
    const { image, weights, sums } = scratch;
    kept = plan(sweeps, rows, { image: packed(image), weights: packed(weights), sums: packed(sums), taps }).made;
    works.set(scratch.taps, kept);
  }
  return kept;
}
