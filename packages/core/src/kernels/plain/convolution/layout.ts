import type { MatmulPrecision } from "../matmul.ts";
import { type Axis, type Phase, phasesOf, placeAhead, placeBack } from "./axis.ts";
import { type Packed, type Packing, packWhole } from "./packing.ts";
import { type Patches, packPatches } from "./patches.ts";

/** How an image lies where a convolution goes over it: all of it, or only what is met. */
export type Layout = Packing | Patches;

/** The number of elements of a channel. */
export const plane = (layout: Layout) =>
  "rowsAt" in layout
    ? layout.tall * layout.wide * layout.rows * layout.columns
    : layout.rows * layout.phases * layout.length;

/** Lays images out, one after the other. @param start of the first one in x; @param groups as of `packWhole` */
export function pack(
  out: Packed,
  x: Float32Array,
  start: number,
  layout: Layout,
  images: number,
  groups: number,
  precision: MatmulPrecision,
): void {
  if ("rowsAt" in layout) packPatches(out, x, start, layout, images * layout.channels, precision);
  else packWhole(out, x, start, layout, images, groups, precision);
}

/** An image as a whole is taken as long as it is not so many times larger than what is met of it. */
const SPARSE = 4;

/** How x lies: as a whole, or undefined where only what is met of it should. */
export function wholeInput(channels: number, y: Axis, x: Axis): Packing | undefined {
  const rows = (y.out - 1) * y.stride + (y.kernel - 1) * y.dilation + 1;
  const length = x.out + furthest(x);
  if (rows * x.stride * length > SPARSE * (y.kernel * y.out) * (x.kernel * x.out)) return undefined;
  const image = { channels, height: y.size, width: x.size, top: y.padding, left: x.padding };
  return { ...image, phases: x.stride, rows, length };
}

/** How dy lies for its input's gradient. */
export function wholeGradient(channels: number, y: Axis, x: Axis): Packing | undefined {
  const [top, left] = [furthest(y), furthest(x)];
  const rows = top + Math.floor((y.size - 1 + y.padding) / y.stride) + 1;
  const length = left + Math.floor((x.size - 1 + x.padding) / x.stride) + 1;
  if (rows * length > SPARSE * metBack(y) * metBack(x)) return undefined;
  return { channels, height: y.out, width: x.out, top, left, phases: 1, rows, length };
}

/** How many strides the kernel reaches back. */
const furthest = ({ kernel, stride, dilation }: Axis) => Math.floor(((kernel - 1) * dilation) / stride);

/** How many elements of dy the places of the image meet, those that several meet counted for each. */
export const metBack = (axis: Axis) => phasesOf(axis).reduce((sum, { taps, count }) => sum + taps.length * count, 0);

/** What is met of x. */
export function patchesOfInput(channels: number, y: Axis, x: Axis): Patches {
  const indices = (axis: Axis) => {
    const at = new Int32Array(axis.kernel * axis.out);
    for (let tap = 0, i = 0; tap < axis.kernel; tap++) {
      for (let o = 0; o < axis.out; o++, i++) at[i] = inside(placeAhead(axis, tap, o), axis.size);
    }
    return at;
  };
  return {
    ...{ channels, height: y.size, width: x.size, rowsAt: indices(y), columnsAt: indices(x) },
    ...{ tall: y.kernel, wide: x.kernel, rows: y.out, columns: x.out },
  };
}

/** What two phases meet of dy. */
export function patchesBack(channels: number, y: Axis, x: Axis, down: Phase, right: Phase): Patches {
  return {
    ...{ channels, height: y.out, width: x.out, rowsAt: indicesBack(y, down), columnsAt: indicesBack(x, right) },
    ...{ tall: down.taps.length, wide: right.taps.length, rows: down.count, columns: right.count },
  };
}

/** Which places of dy the places of a phase meet, tap by tap. */
function indicesBack(axis: Axis, phase: Phase): Int32Array {
  const at = new Int32Array(phase.taps.length * phase.count);
  let i = 0;
  for (const tap of phase.taps) {
    const first = placeBack(axis, tap, phase);
    for (let p = 0; p < phase.count; p++, i++) at[i] = inside(first + p, axis.out);
  }
  return at;
}

const inside = (place: number, size: number) => (place >= 0 && place < size ? place : -1);
