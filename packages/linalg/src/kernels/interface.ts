/** An address: the byte offset in the memory. */
type Pointer = number;

type Product = (out: Pointer, a: Pointer, b: Pointer, rows: number, inner: number, columns: number) => void;
type Gram = (out: Pointer, a: Pointer, rows: number, inner: number) => void;

/**
 * The products of one arithmetic in one memory: of float32 in float32, of float32 with sums in float64, of float64. Each
 * has a plain twin, whose bits it gives (NaNs are NaNs, their payload is not defined). Sizes may be 0. Arrays may lie
 * anywhere above the first 64 KiB; `out` must not overlap what is read.
 */
export interface Products {
  matmulNN: Product;
  matmulNT: Product;
  matmulTN: Product;
  gramNT: Gram;
  gramTN: Gram;
}

/** What a layer's product does to its elements on their way out. */
export const Epilogue = { none: 0, bias: 1, biasRelu: 3, mask: 4 } as const;

type Dense = (
  y: Pointer,
  x: Pointer,
  weights: Pointer,
  biases: Pointer,
  epilogue: number,
  rows: number,
  inputs: number,
  units: number,
) => void;

type Gated = (
  out: Pointer,
  a: Pointer,
  b: Pointer,
  mask: Pointer,
  epilogue: number,
  rows: number,
  inner: number,
  columns: number,
) => void;

/** Of float32, what layers take too. */
export interface LayerProducts extends Products {
  /** y = X·W + b (`Epilogue.bias`), or the ReLU of that (`Epilogue.biasRelu`): X `rows × inputs`, W `inputs × units`. */
  dense: Dense;
  /**
   * out = A·Bᵀ as `matmulNT`, and with `Epilogue.mask` 0 where `mask` (`rows × columns`, a ReLU's input or output) is
   * ≤ 0: the gradient before a dense layer and the ReLU in front of it.
   */
  gated: Gated;
}

/** What polynomials of matrices take. */
export interface Polynomials extends Pick<Products, "matmulNN" | "gramNT" | "gramTN"> {
  combine(b: Pointer, a: Pointer, length: number, s: number, t: number): void;
}

/** Of float64, vectors too. */
export interface Doubles extends Products, Polynomials {
  dot(x: Pointer, y: Pointer, length: number): number;
  addScaled(y: Pointer, x: Pointer, length: number, s: number): void;
  subtractTwo(row: Pointer, w: Pointer, v: number, u: Pointer, s: number, length: number): void;
  rotate(x: Pointer, y: Pointer, length: number, c: number, s: number): void;
}
