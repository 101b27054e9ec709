import type { Pointer } from "./pointer.ts";

/**
 * The kernels in one memory. Each has a plain twin in this directory, whose bits it gives (NaNs are NaNs, their payload
 * is not defined). Sizes may be 0. Arrays may lie anywhere above the first 64 KiB, which the kernels keep their tables
 * and scratch in; an output must not overlap an input unless it says so. Nothing beyond an array is read or written.
 * `…32` accumulate in float32, `…64` in float64.
 *
 * Labels are class indices below `columns`, of `labelBytes` 1 (uint8) or 4 (int32). They are not checked. `counts` are what
 * the rows' losses are multiplied by, 0 where all are 1.
 */
export interface Kernels {
  /**
   * dW = Xᵀ·dY and db as `sumRows`, of two inputs and of units that are a multiple of 8, in one pass; of sums in float64 no
   * more than 2048 rows.
   */
  gradientsOfTwo32: GradientsOfTwo;
  gradientsOfTwo64: GradientsOfTwo;

  /** 0 where a is subnormal. */
  flush(a: Pointer, length: number): void;

  /** out may be a or b. */
  multiply(out: Pointer, a: Pointer, b: Pointer, length: number): void;
  add(out: Pointer, a: Pointer, b: Pointer, length: number): void;
  /** sums += weight·a; `sums` are float32 or float64. */
  addWeighted32: AddWeighted;
  addWeighted64: AddWeighted;
  /** a = (sums + weight·a) / total; `sums` are float32 or float64. */
  weightedMean32: WeightedMean;
  weightedMean64: WeightedMean;

  /** db[j] = Σᵢ dy[i, j]. */
  sumRows(db: Pointer, dy: Pointer, rows: number, columns: number): void;
  /** In NumPy's order. */
  pairwiseSum(a: Pointer, length: number): number;

  /** y may be x. */
  reluForward(y: Pointer, x: Pointer, length: number): void;
  /** dx may be dy; for x, the ReLU's output does as well. */
  reluBackward(dx: Pointer, dy: Pointer, x: Pointer, length: number): void;

  /** Of each row; y may be x. */
  softmax(y: Pointer, x: Pointer, rows: number, columns: number): void;
  /** @param float64 0 or 1: how the dot product is accumulated */
  softmaxBackward(dx: Pointer, dy: Pointer, y: Pointer, rows: number, columns: number, float64: number): void;
  /** @returns the sum over `divisor`; each row's loss goes to `losses` */
  crossEntropy(
    losses: Pointer,
    p: Pointer,
    labels: Pointer,
    labelBytes: number,
    counts: Pointer,
    rows: number,
    columns: number,
    divisor: number,
  ): number;
  crossEntropyBackward: LossBackward;
  softmaxCrossEntropyBackward: LossBackward;
  /** p = softmax(z), the losses and, unless dz is 0, the gradient. @param clip 0 or a normal float32 @returns as `crossEntropy` */
  softmaxCrossEntropy(
    p: Pointer,
    losses: Pointer,
    dz: Pointer,
    z: Pointer,
    labels: Pointer,
    labelBytes: number,
    counts: Pointer,
    rows: number,
    columns: number,
    clip: number,
    divisor: number,
  ): number;
  /**
   * As the plain `softCrossEntropy`.
   * @param factor what the gradient is multiplied by
   */
  softCrossEntropy(
    losses: Pointer,
    gradient: Pointer,
    p: Pointer,
    z: Pointer,
    t: Pointer,
    rows: number,
    columns: number,
    clip: number,
    divisor: number,
    factor: number,
  ): number;
  penalty(w: Pointer, length: number, l1: number, l2: number): number;
  addPenaltyGradient(dw: Pointer, w: Pointer, length: number, l1: number, l2: number): void;
  /** How many rows have their first largest output (NaN is the largest) at the label. */
  countCorrect(outputs: Pointer, labels: Pointer, labelBytes: number, rows: number, columns: number): number;

  /** Row i of `out` is row `indices[i]` (int32, not checked) of `source`; any elements of four bytes. */
  gatherRows(out: Pointer, source: Pointer, indices: Pointer, count: number, columns: number): void;
  /** The same for single bytes. */
  gatherBytes(out: Pointer, source: Pointer, indices: Pointer, count: number): void;
  fill(out: Pointer, value: number, length: number): void;
}

type GradientsOfTwo = (dw: Pointer, db: Pointer, x: Pointer, dy: Pointer, rows: number, units: number) => void;

type LossBackward = (
  gradient: Pointer,
  p: Pointer,
  labels: Pointer,
  labelBytes: number,
  counts: Pointer,
  rows: number,
  columns: number,
  divisor: number,
) => void;

type AddWeighted = (sums: Pointer, a: Pointer, length: number, weight: number) => void;

type WeightedMean = (a: Pointer, sums: Pointer, length: number, weight: number, total: number) => void;
