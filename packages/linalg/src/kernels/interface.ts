/** An address: the byte offset in the memory. */
type Pointer = number;

type Product = (out: Pointer, a: Pointer, b: Pointer, rows: number, inner: number, columns: number) => void;
type Gram = (out: Pointer, a: Pointer, rows: number, inner: number) => void;
type Combine = (b: Pointer, a: Pointer, length: number, s: number, t: number) => void;

/**
 * The kernels in one memory. Each has a plain twin, whose bits it gives (NaNs are NaNs, their payload is not defined).
 * Sizes may be 0. Arrays may lie anywhere above the first 64 KiB; `out` must not overlap what is read.
 * `…32` are of float32 and add in float32, `…64` of float32 and add in float64, `…Double` of float64.
 */
export interface Kernels {
  matmulNN32: Product;
  matmulNT32: Product;
  matmulTN32: Product;
  gramNT32: Gram;
  gramTN32: Gram;
  matmulNN64: Product;
  matmulNT64: Product;
  matmulTN64: Product;
  gramNT64: Gram;
  gramTN64: Gram;
  matmulNNDouble: Product;
  matmulNTDouble: Product;
  matmulTNDouble: Product;
  gramNTDouble: Gram;
  gramTNDouble: Gram;
  combine32: Combine;
  combineDouble: Combine;
  dot(x: Pointer, y: Pointer, length: number): number;
  addScaled(y: Pointer, x: Pointer, length: number, s: number): void;
  subtractTwo(row: Pointer, w: Pointer, v: number, u: Pointer, s: number, length: number): void;
  rotate(x: Pointer, y: Pointer, length: number, c: number, s: number): void;
}
