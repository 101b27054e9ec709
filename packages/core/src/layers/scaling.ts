import { checkNumber, checkOptions, isList, refuse } from "@downhill/plugin/arguments";
import { type Statistics, statisticsOf } from "../data/scaling.ts";
import type { Shape, Tensor } from "../data/tensor.ts";
import { flushed } from "../kernels/plain/flush.ts";
import type { Initializer } from "./initializers.ts";
import type { Layer } from "./layer.ts";

export interface MinMaxScaleOptions {
  /** What the least and the largest number become. Default [0, 1]. */
  readonly range?: readonly [low: number, high: number] | undefined;
}

/**
 * Standardises each column of samples [columns], or each channel of samples [channels, …]: y = (x - mean) / deviation, so
 * that of the data that it is given, the training data, the mean is 0 and the (population's) standard deviation 1. A column
 * that does not vary becomes 0. As a model's first layer it makes the model one of raw data, in training, evaluation and
 * `predict`: mean and deviation are the buffers `mean` and `deviation`, which are saved and loaded with the weights, and
 * which no optimizer moves. `standardize()` is for a model that is about to be loaded; until then y = x.
 *
 * As scikit-learn's `StandardScaler`, and as Keras' `Normalization` after `adapt`; in float64, rounded once.
 * @throws TypeError for something else than a tensor; RangeError for no samples, or a number that is not finite; from
 *   `sequential`, for an input of another shape than the samples given.
 */
export function standardize(x?: Tensor): Layer<never, "mean" | "deviation"> {
  const name = "standardize";
  const fitted = x === undefined ? undefined : statisticsOf(name, x);
  return {
    name,
    outputShape: (inputShape) => checkFitted(name, inputShape, fitted),
    buffers: ([channels]) => ({
      mean: { shape: [channels!], initialize: copyOf(fitted?.mean, 0) },
      deviation: { shape: [channels!], initialize: copyOf(fitted?.deviation.map(orOne), 1) },
    }),
    forward({ x, y, inputs, buffers: { mean, deviation } }) {
      scale(y, x, inputs, mean.value, widthsOf(deviation.value), 0, 1);
    },
    backward({ dx, dy, inputs, buffers: { deviation } }) {
      if (dx) scaleGradient(dx, dy, inputs, widthsOf(deviation.value), 1);
    },
  };
}

/**
 * Scales each column of samples [columns], or each channel of samples [channels, …], to a range: y = low + (x - minimum) /
 * (maximum - minimum)·(high - low), so that the data that it is given, the training data, reach from low to high. What lies
 * outside of what these had lies outside of the range. A column that does not vary becomes low. Otherwise as `standardize`,
 * with the buffers `minimum` and `maximum`. As scikit-learn's `MinMaxScaler`.
 * @throws as `standardize`, and TypeError or RangeError for a range that is not two numbers, the first the smaller.
 */
export function minMaxScale(x?: Tensor, options: MinMaxScaleOptions = {}): Layer<never, "minimum" | "maximum"> {
  const name = "minMaxScale";
  checkOptions(name, options, ["range"]);
  const [low, high] = checkRange(name, options.range === undefined ? [0, 1] : options.range);
  const fitted = x === undefined ? undefined : statisticsOf(name, x);
  return {
    name,
    outputShape: (inputShape) => checkFitted(name, inputShape, fitted),
    buffers: ([channels]) => ({
      minimum: { shape: [channels!], initialize: copyOf(fitted?.minimum, low) },
      maximum: { shape: [channels!], initialize: copyOf(fitted?.maximum, high) },
    }),
    forward({ x, y, inputs, buffers: { minimum, maximum } }) {
      scale(y, x, inputs, minimum.value, widthsOf(maximum.value, minimum.value), low, high - low);
    },
    backward({ dx, dy, inputs, buffers: { minimum, maximum } }) {
      if (dx) scaleGradient(dx, dy, inputs, widthsOf(maximum.value, minimum.value), high - low);
    },
  };
}

/** What does not vary is not divided: by 0, or by what float32 has no number for. */
const orOne = (width: number): number => (Math.fround(width) === 0 ? 1 : width);

/** Grows with the channels, so that a step allocates nothing. In float64: a range's ends are met to the bit. */
let room = new Float64Array(0);

/** What to divide by, channel by channel: `upper` - `lower`, or `upper` itself. The next call overwrites it. */
function widthsOf(upper: Float32Array, lower?: Float32Array): Float64Array {
  const channels = upper.length;
  if (room.length < channels) room = new Float64Array(channels);
  for (let c = 0; c < channels; c++) room[c] = orOne(lower ? upper[c]! - lower[c]! : upper[c]!);
  return room.subarray(0, channels);
}

function copyOf(statistics: Float64Array | undefined, initially: number): Initializer {
  return (values) => {
    if (statistics) values.set(statistics);
    else values.fill(initially);
  };
}

function checkFitted(owner: string, inputShape: Shape, fitted: Statistics | undefined): Shape {
  if (fitted === undefined || fitted.sample.join() === inputShape.join()) return inputShape;
  throw new RangeError(
    `${owner}: it was given samples of shape [${fitted.sample.join(", ")}], the input is [${inputShape.join(", ")}]`,
  );
}

function checkRange(owner: string, range: readonly number[]): readonly [number, number] {
  if (!isList(range) || range.length !== 2) refuse(owner, "range", "two numbers, [low, high]", range);
  const [low, high] = range as readonly [number, number];
  checkNumber(owner, "range[0]", low);
  checkNumber(owner, "range[1]", high);
  if (!(low < high))
    throw new RangeError(`${owner}: range must be from a number to a larger one, got [${low}, ${high}]`);
  return [low, high];
}

/** y = low + (x - offset) / width·span, channel by channel; flushed. */
function scale(
  y: Float32Array,
  x: Float32Array,
  inputs: number,
  offset: Float32Array,
  width: Float64Array,
  low: number,
  span: number,
): void {
  const channels = width.length;
  const area = inputs / channels;
  if (area === 1) {
    // A loop of its own: columns are what is scaled mostly.
    for (let at = 0; at < x.length; ) {
      for (let c = 0; c < channels; c++, at++) y[at] = flushed(low + ((x[at]! - offset[c]!) / width[c]!) * span);
    }
    return;
  }
  for (let at = 0; at < x.length; ) {
    for (let c = 0; c < channels; c++) {
      const from = offset[c]!;
      const by = width[c]!;
      for (const end = at + area; at < end; at++) y[at] = flushed(low + ((x[at]! - from) / by) * span);
    }
  }
}

/** dx = dy·span / width; flushed. */
function scaleGradient(dx: Float32Array, dy: Float32Array, inputs: number, width: Float64Array, span: number): void {
  const channels = width.length;
  const area = inputs / channels;
  for (let at = 0; at < dy.length; ) {
    for (let c = 0; c < channels; c++) {
      const by = span / width[c]!;
      for (const end = at + area; at < end; at++) dx[at] = flushed(dy[at]! * by);
    }
  }
}
