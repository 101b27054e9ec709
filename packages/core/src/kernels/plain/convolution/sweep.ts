import type { Shape } from "../../../data/tensor.ts";
import { type Axis, type Phase, phasesOf, placeBack } from "./axis.ts";
import { type Layout, metBack, patchesBack, patchesOfInput, plane, wholeGradient, wholeInput } from "./layout.ts";
import type { Packing } from "./packing.ts";
import type { Window } from "./window.ts";

/**
 * A correlation's way over a packed image: at each spot of a grid it sums what lies at its taps, times their weights. It
 * is the same for each group of channels.
 */
export interface Sweep {
  readonly layout: Layout;
  /** Of a group: those of the image, and those that come of it. */
  readonly from: number;
  readonly channels: number;
  /** Where in the packed image a spot's elements lie, from the spot's own place on, in the order of summation. */
  readonly taps: Int32Array;
  /** Which of the layer's weights belongs to each tap, of the first group and channel, and how far the next channel's is. */
  readonly weightsAt: Int32Array;
  readonly weightsApart: number;
  /** The spots: how many there are, and how far a row is from the next. Columns are 1 apart. */
  readonly rows: number;
  readonly columns: number;
  readonly rowStep: number;
  /** The same of where the sums go to, in a plane of the output, and the size of that. */
  readonly outStart: number;
  readonly outRow: number;
  readonly outColumn: number;
  readonly area: number;
}

/** What a convolution goes by: its output over the packed x, and its input's gradient over the packed dy. */
export interface Sweeps {
  readonly groups: number;
  readonly forward: Sweep;
  /**
   * One for each phase of the stride that meets the kernel, since places in the image that differ by less than it meet
   * other weights. Those that follow each other may go over the same layout of dy.
   */
  readonly backward: readonly Sweep[];
  /** Whether there are places in the image that meet nothing. */
  readonly gaps: boolean;
  /** Of x as a whole, if that is how the products of dy and the weights are better added where they belong. */
  readonly scattered: Packing | undefined;
  /** How many neighbours there are among the taps of `forward`. */
  readonly run: number;
}

/** A tap: an element of the packed image, and what tells its weights apart. */
type Tap = readonly [offset: number, weight: number];

/** The convolution's two directions. */
function axes(inputShape: Shape, outputShape: Shape, over: Window): [y: Axis, x: Axis] {
  const axis = (d: 0 | 1): Axis => ({
    ...{ size: inputShape[1 + d]!, out: outputShape[1 + d]! },
    ...{ kernel: over.kernel[d], stride: over.stride[d], padding: over.padding[d], dilation: over.dilation[d] },
  });
  return [axis(0), axis(1)];
}

/** The sweeps for a convolution. */
export function sweeps(inputShape: Shape, outputShape: Shape, over: Window, groups: number): Sweeps {
  const [y, x] = axes(inputShape, outputShape, over);
  const ins = inputShape[0]! / groups;
  const outs = outputShape[0]! / groups;
  const kernel = y.kernel * x.kernel;
  const tables = (taps: readonly Tap[]) => ({
    taps: Int32Array.from(taps, ([offset]) => offset),
    weightsAt: Int32Array.from(taps, ([, weight]) => weight),
  });

  const whole = wholeInput(inputShape[0]!, y, x);
  const input = whole ?? patchesOfInput(inputShape[0]!, y, x);
  const ahead: Tap[] = [];
  for (let c = 0, weight = 0; c < ins; c++) {
    for (let ky = 0; ky < y.kernel; ky++) {
      for (let kx = 0; kx < x.kernel; kx++, weight++) ahead.push([offsetAhead(input, y, x, c, ky, kx), weight]);
    }
  }
  const forward = flat({
    ...{ layout: input, from: ins, channels: outs, ...tables(ahead), weightsApart: ins * kernel },
    ...{ rows: y.out, columns: x.out, rowStep: whole ? y.stride * whole.phases * whole.length : x.out },
    ...{ outStart: 0, outRow: x.out, outColumn: 1, area: y.out * x.out },
  });

  const gradient = wholeGradient(outputShape[0]!, y, x);
  const [phasesY, phasesX] = [phasesOf(y), phasesOf(x)];
  const backward = phasesY.flatMap((down) =>
    phasesX.map((right) => {
      const layout = gradient ?? patchesBack(outputShape[0]!, y, x, down, right);
      const back: Tap[] = [];
      for (let o = 0; o < outs; o++) {
        for (const [i, ky] of down.taps.entries()) {
          for (const [j, kx] of right.taps.entries()) {
            const within = gradient
              ? (gradient.top + placeBack(y, ky, down)) * gradient.length + gradient.left + placeBack(x, kx, right)
              : (i * right.taps.length + j) * down.count * right.count;
            back.push([o * plane(layout) + within, o * ins * kernel + ky * x.kernel + kx]);
          }
        }
      }
      return flat({
        ...{ layout, from: outs, channels: ins, ...tables(back), weightsApart: kernel },
        ...{ rows: down.count, columns: right.count, rowStep: gradient ? gradient.length : right.count },
        ...{ outStart: down.first * x.size + right.first, outRow: y.stride * x.size, outColumn: x.stride },
        ...{ area: y.size * x.size },
      });
    }),
  );
  return {
    ...{ groups, forward, backward, gaps: met(phasesY) * met(phasesX) < y.size * x.size },
    scattered: scatters(y, x, outs) ? whole : undefined,
    run: x.dilation === 1 && x.stride === 1 ? x.kernel : 1,
  };
}

/**
 * Whether dx is better had by adding each product where it belongs. A sweep takes all that a place of the image could meet,
 * of which little may be there: where the kernel is about as large as the image. Adding takes as long as some products.
 */
function scatters(y: Axis, x: Axis, outs: number): boolean {
  const swept = (metBack(y) * metBack(x)) / (y.out * y.kernel * (x.out * x.kernel));
  return (swept - 1) * outs > ADDING;
}

const ADDING = 16;

const met = (phases: readonly Phase[]) => phases.reduce((sum, { count }) => sum + count, 0);

function offsetAhead(input: Layout, y: Axis, x: Axis, c: number, ky: number, kx: number): number {
  if ("rowsAt" in input) return ((c * y.kernel + ky) * x.kernel + kx) * y.out * x.out;
  const right = kx * x.dilation;
  const row = c * input.rows + ky * y.dilation;
  return (row * input.phases + (right % input.phases)) * input.length + Math.floor(right / input.phases);
}

/** Rows that follow each other without a gap are one. */
function flat(sweep: Sweep): Sweep {
  const { rows, columns, rowStep, outRow, outColumn } = sweep;
  return rowStep === columns && outRow === columns * outColumn ? { ...sweep, rows: 1, columns: rows * columns } : sweep;
}
