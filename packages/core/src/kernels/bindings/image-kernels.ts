import type { Pair, PoolWindow } from "../plain/convolution/window.ts";
import type { Pointer } from "./pointer.ts";

/** The kernels of convolutions, pools and batch normalisation, a module of their own; see `Kernels`. */
export interface ImageKernels {
  /** An image as a convolution meets it: see `Packing`. `out` is float32 or float64. */
  pack32: Pack;
  pack64: Pack;
  /** Of an image only what is met: see `Patches`; `rowsAt` and `columnsAt` are int32. */
  patches32: PackPatches;
  patches64: PackPatches;
  /**
   * out[c, spot] = Σₜ image[spot + tapₜ]·weights[t, c] + biases[c] (+ 0 if `biases` is 0): see `Sweep`. `taps` are
   * int32, `image` and `weights` float32 or float64. Up to 16 bytes of the image may be read beyond a spot's elements.
   */
  correlate32: Correlate;
  correlate64: Correlate;
  /** dw[c, t] += Σ over the spots of dy[c, spot]·image[spot + tapₜ]. */
  correlateGradient32: CorrelateGradient;
  correlateGradient64: CorrelateGradient;
  /** See `gathered`: `rows`, `steps` and what ends in At are int32; `panels` has room for 32 bytes for each step. */
  gathered32: Gathered;
  gathered64: Gathered;
  /** See `gatheredSums`. */
  gatheredSums32: GatheredSums;
  gatheredSums64: GatheredSums;
  /** See `scatter`. */
  scatter32: Scatter;
  scatter64: Scatter;
  /** The reverse of `pack`. */
  unpack32: Unpack;
  unpack64: Unpack;
  /** See `arrange`. */
  arrange32: Arrange;
  arrange64: Arrange;
  /** db[c] = Σ dy[n, c, p], in float64. */
  sumChannels(db: Pointer, dy: Pointer, rows: number, channels: number, area: number): void;

  /** y = the largest element of each window; padding is none. */
  maxPoolForward(y: Pointer, x: Pointer, ...over: PoolWindow): void;
  /** Adds dy to the dx of its window's maximum, the first of equal ones, or the last NaN; dx is cleared before. */
  maxPoolBackward(dx: Pointer, dy: Pointer, x: Pointer, ...over: PoolWindow): void;
  /** y = the mean of each window. @param pad how much of the padding above, and of that before, counts as zeros */
  averagePoolForward(y: Pointer, x: Pointer, ...over: [...PoolWindow, ...pad: Pair]): void;
  /** Adds dy / count to the dx of its window's elements; dx is cleared before. */
  averagePoolBackward(dx: Pointer, dy: Pointer, ...over: [...PoolWindow, ...pad: Pair]): void;

  /** Each channel's mean and inverse of x, `rows × channels × area`, and the running ones moved towards them. */
  batchStatistics(
    mean: Pointer,
    inverse: Pointer,
    runningMean: Pointer,
    runningVariance: Pointer,
    x: Pointer,
    rows: number,
    channels: number,
    area: number,
    momentum: number,
    eps: number,
  ): void;
  /** y = (x - mean)·inverse·w + b, channel by channel. */
  batchNormForward(
    y: Pointer,
    x: Pointer,
    mean: Pointer,
    inverse: Pointer,
    weights: Pointer,
    biases: Pointer,
    rows: number,
    channels: number,
    area: number,
  ): void;
  /** dw, db and, unless it is 0, dx. @param training 0 or 1: whether mean and inverse are of x itself */
  batchNormBackward(
    dx: Pointer,
    dw: Pointer,
    db: Pointer,
    dy: Pointer,
    x: Pointer,
    mean: Pointer,
    inverse: Pointer,
    weights: Pointer,
    rows: number,
    channels: number,
    area: number,
    training: number,
  ): void;
}

type Pack = (
  out: Pointer,
  x: Pointer,
  images: number,
  groups: number,
  inner: number,
  height: number,
  width: number,
  top: number,
  left: number,
  phases: number,
  rows: number,
  length: number,
) => void;

type Unpack = (
  x: Pointer,
  packed: Pointer,
  planes: number,
  height: number,
  width: number,
  top: number,
  left: number,
  phases: number,
  rows: number,
  length: number,
) => void;

type PackPatches = (
  out: Pointer,
  x: Pointer,
  planes: number,
  height: number,
  width: number,
  rowsAt: Pointer,
  tall: number,
  rows: number,
  columnsAt: Pointer,
  wide: number,
  columns: number,
) => void;

type Correlate = (
  out: Pointer,
  image: Pointer,
  weights: Pointer,
  biases: Pointer,
  taps: Pointer,
  count: number,
  channels: number,
  area: number,
  rows: number,
  columns: number,
  rowStep: number,
  outRow: number,
  outColumn: number,
) => void;

type CorrelateGradient = (
  dw: Pointer,
  dy: Pointer,
  image: Pointer,
  taps: Pointer,
  count: number,
  channels: number,
  rows: number,
  columns: number,
  rowStep: number,
) => void;

type Gathered = (
  out: Pointer,
  outAt: Pointer,
  outApart: number,
  bias: Pointer,
  biasApart: number,
  add: number,
  image: Pointer,
  rows: Pointer,
  count: number,
  steps: Pointer,
  depth: number,
  b: Pointer,
  bAt: Pointer,
  channels: number,
  bApart: number,
  panels: Pointer,
  own: number,
) => void;

type GatheredSums = (
  to: Pointer,
  down: number,
  image: Pointer,
  rows: Pointer,
  count: number,
  steps: Pointer,
  depth: number,
  b: Pointer,
  bAt: Pointer,
  columns: number,
  panels: Pointer,
) => void;

type Scatter = (
  to: Pointer,
  sums: Pointer,
  down: number,
  rows: Pointer,
  count: number,
  taps: Pointer,
  depth: number,
  run: number,
) => void;

type Arrange = (
  to: Pointer,
  down: number,
  from: Pointer,
  at: Pointer,
  count: number,
  channels: number,
  apart: number,
) => void;
