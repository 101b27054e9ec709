/**
 * Matrix products in the three layouts that training needs. Matrices are row-major; the name says which factor is
 * read transposed. `rows × columns` is the shape of `out`, `inner` the dimension that is summed over, in order 0, 1, ….
 * Complete sums are flushed.
 */

import { kernelsFor } from "../bindings/in-heap.ts";
import { flush } from "./flush.ts";

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
  const kernels = kernelsFor(out, a, b);
  if (!kernels) {
    sums(out, a, b, rows, inner, columns, matmulPrecision);
    flush(out);
    return;
  }
  const product = matmulPrecision === "float64" ? kernels.matmulNN64 : kernels.matmulNN32;
  product(out.byteOffset, a.byteOffset, b.byteOffset, rows, inner, columns);
};

/** The same before it is flushed, for who adds a bias; without kernels. */
export const sums: Matmul = (out, a, b, rows, inner, columns, matmulPrecision) =>
  kernel(matmulPrecision)(out, a, inner, 1, b, columns, 1, rows, inner, columns);

/** out = A·Bᵀ with A `rows × inner`, B `columns × inner`. */
export const matmulNT: Matmul = (out, a, b, rows, inner, columns, matmulPrecision) => {
  const kernels = kernelsFor(out, a, b);
  if (!kernels) {
    kernel(matmulPrecision)(out, a, inner, 1, b, 1, inner, rows, inner, columns);
    flush(out);
    return;
  }
  const product = matmulPrecision === "float64" ? kernels.matmulNT64 : kernels.matmulNT32;
  product(out.byteOffset, a.byteOffset, b.byteOffset, rows, inner, columns);
};

/** out = Aᵀ·B with A `inner × rows`, B `inner × columns`. */
export const matmulTN: Matmul = (out, a, b, rows, inner, columns, matmulPrecision) => {
  const kernels = kernelsFor(out, a, b);
  if (!kernels) {
    kernel(matmulPrecision)(out, a, 1, rows, b, columns, 1, rows, inner, columns);
    flush(out);
    return;
  }
  const product = matmulPrecision === "float64" ? kernels.matmulTN64 : kernels.matmulTN32;
  product(out.byteOffset, a.byteOffset, b.byteOffset, rows, inner, columns);
};

const kernel = (matmulPrecision: MatmulPrecision) => (matmulPrecision === "float64" ? sumFloat64 : sumFloat32);

/**
 * out[i, j] = Σₖ a[i, k]·b[k, j], each factor read by its strides: one step down, one step to the right.
 *
 * Four sums at a time, of two rows and two columns: one alone would spend its time waiting for its last addition. At an
 * odd edge the tile takes the same row or column twice.
 */
function sumFloat64(
  out: Float32Array,
  a: Float32Array,
  aDown: number,
  aRight: number,
  b: Float32Array,
  bDown: number,
  bRight: number,
  rows: number,
  inner: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i += 2) {
    const twoRows = i + 1 < rows;
    const nextRow = twoRows ? aDown : 0;
    for (let j = 0; j < columns; j += 2) {
      const twoColumns = j + 1 < columns;
      const nextColumn = twoColumns ? bRight : 0;
      let sum00 = 0;
      let sum01 = 0;
      let sum10 = 0;
      let sum11 = 0;
      for (let k = 0, p = i * aDown, q = j * bRight; k < inner; k++, p += aRight, q += bDown) {
        const a0 = a[p]!;
        const a1 = a[p + nextRow]!;
        const b0 = b[q]!;
        const b1 = b[q + nextColumn]!;
        sum00 += a0 * b0;
        sum01 += a0 * b1;
        sum10 += a1 * b0;
        sum11 += a1 * b1;
      }
      const at = i * columns + j;
      out[at] = sum00;
      if (twoColumns) out[at + 1] = sum01;
      if (twoRows) out[at + columns] = sum10;
      if (twoRows && twoColumns) out[at + columns + 1] = sum11;
    }
  }
}

/**
 * The same with each product and each sum rounded to float32. Written out again: with the rounding as an argument it
 * would be called for each product.
 */
function sumFloat32(
  out: Float32Array,
  a: Float32Array,
  aDown: number,
  aRight: number,
  b: Float32Array,
  bDown: number,
  bRight: number,
  rows: number,
  inner: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i += 2) {
    const twoRows = i + 1 < rows;
    const nextRow = twoRows ? aDown : 0;
    for (let j = 0; j < columns; j += 2) {
      const twoColumns = j + 1 < columns;
      const nextColumn = twoColumns ? bRight : 0;
      let sum00 = 0;
      let sum01 = 0;
      let sum10 = 0;
      let sum11 = 0;
      for (let k = 0, p = i * aDown, q = j * bRight; k < inner; k++, p += aRight, q += bDown) {
        const a0 = a[p]!;
        const a1 = a[p + nextRow]!;
        const b0 = b[q]!;
        const b1 = b[q + nextColumn]!;
        sum00 = Math.fround(sum00 + Math.fround(a0 * b0));
        sum01 = Math.fround(sum01 + Math.fround(a0 * b1));
        sum10 = Math.fround(sum10 + Math.fround(a1 * b0));
        sum11 = Math.fround(sum11 + Math.fround(a1 * b1));
      }
      const at = i * columns + j;
      out[at] = sum00;
      if (twoColumns) out[at + 1] = sum01;
      if (twoRows) out[at + columns] = sum10;
      if (twoRows && twoColumns) out[at + columns + 1] = sum11;
    }
  }
}
