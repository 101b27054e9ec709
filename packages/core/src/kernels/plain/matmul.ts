/**
 * Matrix products in the three layouts that training needs. Matrices are row-major; the name says which factor is
 * read transposed. `rows × columns` is the shape of `out`, `inner` the dimension that is summed over, in order 0, 1, ….
 * Complete sums are flushed.
 */

import { productsFor } from "../bindings/products-in-heap.ts";
import { flush } from "./flush.ts";
import { type Strided, sumFloat32, sumFloat64, transposed } from "./tiles.ts";

/** How a sum of products is carried out: rounded to float32 at each operation, or in float64 and rounded once. */
export type MatmulPrecision = "float32" | "float64";

type Matmul = (
  out: Float32Array,
  a: Float32Array,
  b: Float32Array,
  rows: number,
  inner: number,
  columns: number,
  matmulPrecision: MatmulPrecision,
) => void;

/** out = A·B with A `rows × inner`, B `inner × columns`. */
export const matmulNN: Matmul = (out, a, b, rows, inner, columns, matmulPrecision) => {
  const kernels = productsFor[matmulPrecision](out, a, b);
  if (!kernels) {
    sums(out, a, b, rows, inner, columns, matmulPrecision);
    flush(out);
    return;
  }
  kernels.matmulNN(out.byteOffset, a.byteOffset, b.byteOffset, rows, inner, columns);
};

/** The same before it is flushed, for who adds a bias; without kernels. */
export const sums: Matmul = (out, a, b, rows, inner, columns, matmulPrecision) =>
  multiply(out, plain(a, inner), plain(b, columns), rows, inner, columns, matmulPrecision);

/** out = A·Bᵀ with A `rows × inner`, B `columns × inner`. */
export const matmulNT: Matmul = (out, a, b, rows, inner, columns, matmulPrecision) => {
  const kernels = productsFor[matmulPrecision](out, a, b);
  if (!kernels) {
    sumsNT(out, a, b, rows, inner, columns, matmulPrecision);
    flush(out);
    return;
  }
  kernels.matmulNT(out.byteOffset, a.byteOffset, b.byteOffset, rows, inner, columns);
};

/** The same before it is flushed; without kernels. */
export const sumsNT: Matmul = (out, a, b, rows, inner, columns, matmulPrecision) =>
  multiply(out, plain(a, inner), transposed(plain(b, inner)), rows, inner, columns, matmulPrecision);

/** out = Aᵀ·B with A `inner × rows`, B `inner × columns`. */
export const matmulTN: Matmul = (out, a, b, rows, inner, columns, matmulPrecision) => {
  const kernels = productsFor[matmulPrecision](out, a, b);
  if (!kernels) {
    multiply(out, transposed(plain(a, rows)), plain(b, columns), rows, inner, columns, matmulPrecision);
    flush(out);
    return;
  }
  kernels.matmulTN(out.byteOffset, a.byteOffset, b.byteOffset, rows, inner, columns);
};

/** out = A·B, each as it is or transposed, before it is flushed. Tiles have more rows than columns. */
function multiply(
  out: Float32Array,
  a: Strided,
  b: Strided,
  rows: number,
  inner: number,
  columns: number,
  matmulPrecision: MatmulPrecision,
): void {
  const sum = matmulPrecision === "float64" ? sumFloat64 : sumFloat32;
  const z = plain(out, columns);
  if (rows >= 4 || rows >= columns) sum(z, a, b, rows, inner, columns);
  else sum(transposed(z), transposed(b), transposed(a), columns, inner, rows);
}

const plain = (data: Float32Array, columns: number): Strided => ({ data, down: columns, right: 1 });
