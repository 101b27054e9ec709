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
