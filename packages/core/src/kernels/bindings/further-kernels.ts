import type { Pointer } from "./pointer.ts";

/** The activations that are computed in float64 and rounded once. */
export const Activation = {
  leakyRelu: 0,
  elu: 1,
  gelu: 2,
  geluTanh: 3,
  silu: 4,
  sigmoid: 5,
  tanh: 6,
  softplus: 7,
} as const;

/** The losses that compare each output with a target of its own. */
export const ElementLoss = {
  squared: 0,
  absolute: 1,
  huber: 2,
  sigmoid: 3,
  divergence: 4,
  logDivergence: 5,
} as const;

/**
 * The kernels of layers and losses that a classifier of dense layers and ReLUs does not need, a module of their own; see
 * `Kernels`.
 */
export interface FurtherKernels {
  /**
   * Of `Activation`; y may be x.
   * @param parameter leakyRelu's slope, elu's alpha; of the others, 0
   */
  activationForward(activation: number, y: Pointer, x: Pointer, length: number, parameter: number): void;
  /** dx may be dy. For sigmoid and tanh, x is their y. */
  activationBackward(activation: number, dx: Pointer, dy: Pointer, x: Pointer, length: number, parameter: number): void;

  /** Of two words as a key, the least word that an element is kept by, and what it is kept times; y may be x. */
  dropout(
    y: Pointer,
    x: Pointer,
    mask: Pointer,
    length: number,
    k0: number,
    k1: number,
    bound: number,
    scale: number,
  ): void;
  /** Of each row. */
  logSoftmax(y: Pointer, x: Pointer, rows: number, columns: number): void;
  logSoftmaxBackward(dx: Pointer, dy: Pointer, y: Pointer, rows: number, columns: number): void;
  /**
   * Of `ElementLoss`. @returns the sum
   * @param weights 0, or of sigmoid one for each element; then `parameter` is none
   * @param counts 0, or what each element's loss and gradient are multiplied by
   * @param factor what the gradient is multiplied by
   */
  elementLoss(
    loss: number,
    gradient: Pointer,
    y: Pointer,
    t: Pointer,
    weights: Pointer,
    counts: Pointer,
    length: number,
    parameter: number,
    factor: number,
  ): number;
  /** y = (x - mean)·inverse·w + b, row by row; mean and inverse, of each row, are outputs too. */
  layerNormForward(
    y: Pointer,
    x: Pointer,
    mean: Pointer,
    inverse: Pointer,
    weights: Pointer,
    biases: Pointer,
    rows: number,
    columns: number,
    eps: number,
  ): void;
  /** dw, db and, unless it is 0, dx. */
  layerNormBackward(
    dx: Pointer,
    dw: Pointer,
    db: Pointer,
    dy: Pointer,
    x: Pointer,
    mean: Pointer,
    inverse: Pointer,
    weights: Pointer,
    rows: number,
    columns: number,
  ): void;

  /** y[i] = row x[i] of the weights; x are float32 that are whole and in range, which is not checked. */
  embeddingForward(y: Pointer, x: Pointer, weights: Pointer, count: number, width: number): void;
  /** dw[x[i]] += dy[i]; dw, `entries × width`, is cleared before. */
  embeddingBackward(dw: Pointer, dy: Pointer, x: Pointer, count: number, width: number, entries: number): void;
}
