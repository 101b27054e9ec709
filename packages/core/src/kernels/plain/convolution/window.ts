import { checkWhole, isList, refuse } from "@downhill/plugin/arguments";
import type { Shape } from "../../../data/tensor.ts";

/** Vertical, horizontal. */
export type Pair = readonly [vertical: number, horizontal: number];

/** How a convolution or a pooling goes over an image; `padding` is what is added to each of two opposite sides. */
export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  /** The distance of neighbours in the kernel. */
  readonly dilation: Pair;
}

/** The images (samples × channels), then heights and widths: of x, of y, of the window, its stride and the padding. */
export type PoolWindow = [
  images: number,
  ...size: Pair,
  ...outSize: Pair,
  ...kernel: Pair,
  ...stride: Pair,
  ...padding: Pair,
];

/** As the pooling kernels take it. They count in 32 bits: a stride that no window is reached by may be larger. */
export function poolWindow(images: number, inputShape: Shape, outputShape: Shape, over: Window): PoolWindow {
  const [, height, width] = inputShape as [number, number, number];
  const [, outHeight, outWidth] = outputShape as [number, number, number];
  const down = outHeight > 1 ? over.stride[0] : 1;
  const right = outWidth > 1 ? over.stride[1] : 1;
  return [images, height, width, outHeight, outWidth, ...over.kernel, down, right, ...over.padding];
}

/** What of a window lies in its image: `first` is where in x, and `top` and `left` where the whole window would begin. */
type Visit = (at: number, first: number, rows: number, columns: number, top: number, left: number) => void;

/** Calls `visit` for the window of each element `at` of y, in order. */
export function eachWindow(
  images: number,
  inputShape: Shape,
  outputShape: Shape,
  { kernel: [tall, wide], stride: [down, right], padding: [above, before] }: Window,
  visit: Visit,
): void {
  const [, height, width] = inputShape as [number, number, number];
  const [, outHeight, outWidth] = outputShape as [number, number, number];
  for (let n = 0, at = 0; n < images; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * down - above;
      const start = Math.max(top, 0);
      const rows = Math.min(top + tall, height) - start;
      for (let ox = 0; ox < outWidth; ox++, at++) {
        const left = ox * right - before;
        const from = Math.max(left, 0);
        visit(at, (n * height + start) * width + from, rows, Math.min(left + wide, width) - from, top, left);
      }
    }
  }
}

/** A number for both directions, or one each. */
export type PairOption = number | Pair;

export interface WindowOptions {
  readonly stride?: PairOption | undefined;
  readonly padding?: PairOption | undefined;
  readonly dilation?: PairOption | undefined;
}

/**
 * @param size what the kernel is called
 * @throws TypeError or RangeError naming the owner and the option, for a size below 1, a padding below 0, a fraction, or
 *   what is neither a number nor two of them
 */
export function window(
  owner: string,
  size: string,
  kernel: PairOption,
  { stride = kernel, padding = 0, dilation = 1 }: WindowOptions,
): Window {
  return {
    kernel: pair(owner, size, kernel, 1),
    stride: pair(owner, "stride", stride, 1),
    padding: pair(owner, "padding", padding, 0),
    dilation: pair(owner, "dilation", dilation, 1),
  };
}

function pair(owner: string, option: string, value: PairOption, least: 0 | 1): Pair {
  const both = typeof value === "number" ? [value, value] : value;
  if (!isList(both) || both.length !== 2) {
    refuse(owner, option, `a whole number ≥ ${least}, or a vertical and a horizontal one`, value);
  }
  for (const [axis, each] of Array.from(both).entries()) {
    checkWhole(owner, typeof value === "number" ? option : `${option}[${axis}]`, each, least);
  }
  return [both[0]!, both[1]!];
}

/**
 * Height and width of the output: ⌊(size + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1 of each.
 * `ceil` rounds up instead, so that the last window may reach beyond the padding, though it starts before it: as in
 * PyTorch, a window larger than the image is then one, unless it is by a whole stride.
 * @throws RangeError naming the owner, if the image is smaller than the kernel or not [channels, height, width].
 */
export function slide(owner: string, inputShape: Shape, over: Window, ceil = false): Pair {
  if (inputShape.length !== 3) {
    throw new RangeError(
      `${owner}: expected samples of shape [channels, height, width], got [${inputShape.join(", ")}]`,
    );
  }
  return [steps(owner, inputShape, over, ceil, 0), steps(owner, inputShape, over, ceil, 1)];
}

function steps(owner: string, inputShape: Shape, over: Window, ceil: boolean, axis: 0 | 1): number {
  const size = inputShape[axis + 1]!;
  const padding = over.padding[axis];
  const stride = over.stride[axis];
  const reach = over.dilation[axis] * (over.kernel[axis] - 1) + 1;
  const room = (size + 2 * padding - reach) / stride;
  const count = (ceil ? Math.ceil(room) : Math.floor(room)) + 1;
  if (count < 1) {
    const padded = padding > 0 ? ` with a padding of ${padding}` : "";
    throw new RangeError(
      `${owner}: a kernel that reaches over ${reach} does not fit samples of shape [${inputShape.join(", ")}]${padded}`,
    );
  }
  return ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
}
