import type { Shape } from "../../../data/tensor.ts";
import { type Axis, type Phase, phasesOf, placeBack } from "./axis.ts";
import { indicesBack, type Layout, layoutLengths, patchesOfInput, plane, wholeGradient, wholeInput } from "./layout.ts";
import type { Window } from "./window.ts";

/**
 * A correlation's way over a packed image: at each spot of a grid it sums what lies at its taps, times their weights. It
 * is the same for each group of channels.
 */
export interface Sweep {
  /** Where in the packed image a spot's elements lie, from the spot's own place on, in the order of summation. */
  readonly taps: Int32Array;
  /** Which of the layer's weights belongs to each group, tap and output channel. */
  readonly weights: Int32Array;
  /** The spots: how many there are, and how far a row is from the next. Columns are 1 apart. */
  readonly rows: number;
  readonly columns: number;
  readonly rowStep: number;
  /** The same of where the sums go to, in a plane of the output. */
  readonly outStart: number;
  readonly outRow: number;
  readonly outColumn: number;
}

/** What a convolution goes by: its output over the packed x, and its input's gradient over the packed dy. */
export interface Sweeps {
  readonly input: Layout;
  readonly forward: Sweep;
  /**
   * One for each phase of the stride that meets the kernel, since places in the image that differ by less than it meet
   * other weights. Those that follow each other may go over the same layout of dy.
   */
  readonly backward: readonly { readonly layout: Layout; readonly sweep: Sweep }[];
  /** Whether there are places in the image that meet nothing. */
  readonly gaps: boolean;
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

/** How long the packed image is at most, and how much memory, in int32, `sweeps` needs. */
export function sweepLengths(inputShape: Shape, outputShape: Shape, over: Window, groups: number) {
  const [channelsIn, channelsOut] = [inputShape[0]!, outputShape[0]!];
  const { input, gradient, indices } = layoutLengths(...axes(inputShape, outputShape, over));
  const taps = ((channelsIn + channelsOut) * over.kernel[0] * over.kernel[1]) / groups;
  return { image: Math.max(channelsIn * input, channelsOut * gradient), taps: taps + indices };
}

/** The sweeps for a convolution; `memory` is for their taps, and what says where patches lie. */
export function sweeps(
  inputShape: Shape,
  outputShape: Shape,
  over: Window,
  groups: number,
  memory: Int32Array,
): Sweeps {
  const [y, x] = axes(inputShape, outputShape, over);
  const ins = inputShape[0]! / groups;
  const outs = outputShape[0]! / groups;
  const inner = ins * y.kernel * x.kernel;
  let used = 0;
  const take = (length: number) => {
    used += length;
    return memory.subarray(used - length, used);
  };
  const made = (each: readonly Tap[], channels: number, spread: number, group: number) => {
    const taps = take(each.length);
    taps.set(each.map(([offset]) => offset));
    const weights = new Int32Array(groups * each.length * channels);
    for (let g = 0, at = 0; g < groups; g++) {
      for (const [, weight] of each) for (let c = 0; c < channels; c++) weights[at++] = g * group + c * spread + weight;
    }
    return { taps, weights };
  };

  const input = wholeInput(inputShape[0]!, y, x) ?? patchesOfInput(inputShape[0]!, y, x, take);
  const ahead: Tap[] = [];
  for (let c = 0, weight = 0; c < ins; c++) {
    for (let ky = 0; ky < y.kernel; ky++) {
      for (let kx = 0; kx < x.kernel; kx++, weight++) ahead.push([offsetAhead(input, y, x, c, ky, kx), weight]);
    }
  }
  const forward = flat({
    ...made(ahead, outs, inner, outs * inner),
    ...{ rows: y.out, columns: x.out, rowStep: "rowsAt" in input ? x.out : y.stride * input.phases * input.length },
    ...{ outStart: 0, outRow: x.out, outColumn: 1 },
  });

  const whole = wholeGradient(outputShape[0]!, y, x);
  const [phasesY, phasesX] = [phasesOf(y), phasesOf(x)];
  const [rowsAt, columnsAt] = whole
    ? [[], []]
    : [phasesY.map((phase) => indicesBack(y, phase, take)), phasesX.map((phase) => indicesBack(x, phase, take))];
  const image = { channels: outputShape[0]!, height: y.out, width: x.out };
  const backward = phasesY.flatMap((down, i) =>
    phasesX.map((right, j) => {
      const layout: Layout = whole ?? {
        ...{ ...image, rowsAt: rowsAt[i]!, columnsAt: columnsAt[j]! },
        ...{ tall: down.taps.length, wide: right.taps.length, rows: down.count, columns: right.count },
      };
      const back: Tap[] = [];
      for (let o = 0; o < outs; o++) {
        for (const [i, ky] of down.taps.entries()) {
          for (const [j, kx] of right.taps.entries()) {
            const within = whole
              ? (whole.top + placeBack(y, ky, down)) * whole.length + whole.left + placeBack(x, kx, right)
              : (i * right.taps.length + j) * down.count * right.count;
            back.push([o * plane(layout) + within, o * inner + ky * x.kernel + kx]);
          }
        }
      }
      const sweep = flat({
        ...made(back, ins, y.kernel * x.kernel, outs * inner),
        ...{ rows: down.count, columns: right.count, rowStep: whole ? whole.length : right.count },
        ...{ outStart: down.first * x.size + right.first, outRow: y.stride * x.size, outColumn: x.stride },
      });
      return { layout, sweep };
    }),
  );
  return { input, forward, backward, gaps: met(phasesY) * met(phasesX) < y.size * x.size };
}

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
