import { checkBoolean, checkOptions, refuseNumber } from "@downhill/plugin/arguments";
import type { Shape } from "../data/tensor.ts";
import { averagePoolBackward, averagePoolForward } from "../kernels/plain/average-pool.ts";
import {
  type PairOption,
  slide,
  type Window,
  type WindowOptions,
  window,
} from "../kernels/plain/convolution/window.ts";
import { maxPoolBackward, maxPoolForward } from "../kernels/plain/max-pool.ts";
import type { Layer } from "./layer.ts";

/** Each is a number, or [vertical, horizontal]. */
export interface PoolOptions extends Omit<WindowOptions, "dilation"> {
  /** Default: the size, so that windows tile the image. */
  readonly stride?: PairOption | undefined;
  /** At most half of the size. Default 0. */
  readonly padding?: PairOption | undefined;
  /** Whether a last window may reach beyond the image, where it would otherwise be left out. Default false. */
  readonly ceil?: boolean | undefined;
}

export interface AvgPoolOptions extends PoolOptions {
  /** Whether padding counts as zeros. Default true. */
  readonly countPadding?: boolean | undefined;
}

/** The kernels count in 32 bits. */
const MOST = 2 ** 30;

const KNOWN = ["stride", "padding", "ceil"] as const;

/**
 * The largest element of each window of images [channels, height, width], channel by channel. Padding is never it, NaN
 * always. The gradient goes to the first of equal ones, and to the last that is NaN. As PyTorch's `MaxPool2d`.
 * @throws TypeError or RangeError for a size, stride or padding that is none, or an unknown option; when the model is made, for
 *   samples that are no images or smaller than the window.
 */
export function maxPool2d(size: PairOption, options: PoolOptions = {}): Layer<never> {
  checkOptions("maxPool2d", options, KNOWN);
  const over = poolWindow("maxPool2d", size, options);
  const { ceil = false } = options;
  checkBoolean("maxPool2d", "ceil", ceil);
  return {
    name: "maxPool2d",
    outputShape: (inputShape) => pooled("maxPool2d", inputShape, over, ceil),
    forward({ rows, inputShape, outputShape, x, y }) {
      maxPoolForward(y, x, rows * inputShape[0]!, inputShape, outputShape, over);
    },
    backward({ rows, inputShape, outputShape, x, dx, dy }) {
      if (dx) maxPoolBackward(dx, dy, x, rows * inputShape[0]!, inputShape, outputShape, over);
    },
  };
}

/**
 * The mean of each window of images [channels, height, width], channel by channel. As PyTorch's `AvgPool2d`.
 * @throws RangeError as `maxPool2d`.
 */
export function avgPool2d(size: PairOption, options: AvgPoolOptions = {}): Layer<never> {
  checkOptions("avgPool2d", options, [...KNOWN, "countPadding"]);
  const over = poolWindow("avgPool2d", size, options);
  const { ceil = false, countPadding = true } = options;
  checkBoolean("avgPool2d", "ceil", ceil);
  checkBoolean("avgPool2d", "countPadding", countPadding);
  return {
    name: "avgPool2d",
    outputShape: (inputShape) => pooled("avgPool2d", inputShape, over, ceil),
    forward({ rows, inputShape, outputShape, x, y }) {
      averagePoolForward(y, x, rows * inputShape[0]!, inputShape, outputShape, over, countPadding);
    },
    backward({ rows, inputShape, outputShape, dx, dy }) {
      if (dx) averagePoolBackward(dx, dy, rows * inputShape[0]!, inputShape, outputShape, over, countPadding);
    },
  };
}

function poolWindow(owner: string, size: PairOption, { stride, padding }: PoolOptions): Window {
  const over = window(owner, "size", size, { stride, padding });
  const largest = Math.max(...over.kernel);
  if (largest > MOST) refuseNumber(owner, "size", `at most ${MOST}`, largest);
  // Otherwise a window could lie in the padding entirely.
  if (over.padding.some((each, axis) => 2 * each > over.kernel[axis]!)) {
    throw new RangeError(
      `${owner}: padding must be at most half of the size ${over.kernel.join(" × ")}, got ${over.padding.join(" × ")}`,
    );
  }
  return over;
}

function pooled(owner: string, inputShape: Shape, over: Window, ceil: boolean): Shape {
  const [height, width] = slide(owner, inputShape, over, ceil);
  return [inputShape[0]!, height, width];
}
