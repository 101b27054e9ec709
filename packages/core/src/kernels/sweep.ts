import type { Shape } from "../tensor.ts";
import type { Packing } from "./packing.ts";
import { plane } from "./packing.ts";
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
  /** The spots: where the first one is, how many there are, and how far a row is from the next. Columns are 1 apart. */
  readonly start: number;
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
  readonly input: Packing;
  readonly forward: Sweep;
  readonly gradient: Packing;
  /** One for each phase of the stride, since places in the image that differ by less than it meet other weights. */
  readonly backward: readonly Sweep[];
}

/** A tap: an element of the packed image, and what tells its weights apart. */
type Tap = readonly [offset: number, weight: number];

/** The sweeps for a convolution; `taps` is memory for those of all, (channels in + channels out)·kernel / groups. */
export function sweeps(inputShape: Shape, outputShape: Shape, over: Window, groups: number, taps: Int32Array): Sweeps {
  const [channelsIn, height, width] = inputShape as [number, number, number];
  const [channelsOut, outHeight, outWidth] = outputShape as [number, number, number];
  const { kernel, stride, padding, dilation } = over;
  const [tall, wide] = kernel;
  const [down, right] = stride;
  const ins = channelsIn / groups;
  const outs = channelsOut / groups;
  const inner = ins * tall * wide;
  let used = 0;
  const made = (each: readonly Tap[], channels: number, spread: number, group: number) => {
    const offsets = taps.subarray(used, used + each.length);
    used += each.length;
    offsets.set(each.map(([offset]) => offset));
    const weights = new Int32Array(groups * each.length * channels);
    for (let g = 0, at = 0; g < groups; g++) {
      for (const [, weight] of each) for (let c = 0; c < channels; c++) weights[at++] = g * group + c * spread + weight;
    }
    return { taps: offsets, weights };
  };

  const furthest = (axis: 0 | 1) => Math.floor(((kernel[axis] - 1) * dilation[axis]) / stride[axis]);
  const input: Packing = {
    ...{ channels: channelsIn, height, width, top: padding[0], left: padding[1] },
    ...{ phases: right, rows: (outHeight - 1) * down + (tall - 1) * dilation[0] + 1, length: outWidth + furthest(1) },
  };
  const row = input.phases * input.length;
  const ahead: Tap[] = [];
  for (let c = 0, weight = 0; c < ins; c++) {
    for (let ky = 0; ky < tall; ky++) {
      for (let kx = 0; kx < wide; kx++, weight++) {
        const x = kx * dilation[1];
        ahead.push([
          c * plane(input) + ky * dilation[0] * row + (x % right) * input.length + Math.floor(x / right),
          weight,
        ]);
      }
    }
  }
  const forward: Sweep = flat({
    ...made(ahead, outs, inner, outs * inner),
    ...{ start: 0, rows: outHeight, columns: outWidth, rowStep: down * row },
    ...{ outStart: 0, outRow: outWidth, outColumn: 1 },
  });

  // dx[u - padding] is the sum of w[k]·dy[(u - k·dilation) / stride] where that is whole: where k·dilation and u are of
  // the same phase. The latter's multiple of the stride is the spot.
  const [top, left] = [furthest(0), furthest(1)];
  const gradient: Packing = {
    ...{ channels: channelsOut, height: outHeight, width: outWidth, top, left, phases: 1 },
    rows: top + Math.floor((height - 1 + padding[0]) / down) + 1,
    length: left + Math.floor((width - 1 + padding[1]) / right) + 1,
  };
  const backward: Sweep[] = [];
  for (let py = 0; py < down; py++) {
    for (let px = 0; px < right; px++) {
      const back: Tap[] = [];
      for (let o = 0; o < outs; o++) {
        for (let ky = 0; ky < tall; ky++) {
          for (let kx = 0; kx < wide; kx++) {
            const y = ky * dilation[0] - py;
            const x = kx * dilation[1] - px;
            if (y % down !== 0 || x % right !== 0) continue;
            const line = o * gradient.rows + top - y / down;
            back.push([line * gradient.length + left - x / right, o * inner + ky * wide + kx]);
          }
        }
      }
      const y = Math.ceil((padding[0] - py) / down);
      const x = Math.ceil((padding[1] - px) / right);
      backward.push(
        flat({
          ...made(back, ins, tall * wide, outs * inner),
          start: y * gradient.length + x,
          rows: Math.floor((height - 1 + padding[0] - py) / down) - y + 1,
          columns: Math.floor((width - 1 + padding[1] - px) / right) - x + 1,
          rowStep: gradient.length,
          outStart: (y * down + py - padding[0]) * width + x * right + px - padding[1],
          outRow: down * width,
          outColumn: right,
        }),
      );
    }
  }
  return { input, forward, gradient, backward };
}

/** Rows that follow each other without a gap are one. */
function flat(sweep: Sweep): Sweep {
  const { rows, columns, rowStep, outRow, outColumn } = sweep;
  return rowStep === columns && outRow === columns * outColumn ? { ...sweep, rows: 1, columns: rows * columns } : sweep;
}
