import type { Floats } from "./check.ts";
import type { Products } from "./kernels/interface.ts";

/** Which factor is read transposed: none, the second, the first. */
export type Layout = "NN" | "NT" | "TN";

/** Of what, and how it is added: float32 in float32, float32 in float64, float64. */
export type Arithmetic = "32" | "64" | "Double";

/** 2^-126, the least normal float32. */
const NORMAL = 1.1754943508222875e-38;

/** By kernels: addresses in bytes. */
export function simdProduct(
  kernels: Products,
  layout: Layout,
  out: number,
  a: number,
  b: number,
  rows: number,
  inner: number,
  columns: number,
): void {
  if (layout === "NN") kernels.matmulNN(out, a, b, rows, inner, columns);
  else if (layout === "NT") kernels.matmulNT(out, a, b, rows, inner, columns);
  else kernels.matmulTN(out, a, b, rows, inner, columns);
}

/** A·Aᵀ or Aᵀ·A, `rows × rows`. */
export function simdGram(
  kernels: Pick<Products, "gramNT" | "gramTN">,
  layout: "NT" | "TN",
  out: number,
  a: number,
  rows: number,
  inner: number,
): void {
  if (layout === "NT") kernels.gramNT(out, a, rows, inner);
  else kernels.gramTN(out, a, rows, inner);
}

/** The same bits without kernels; each array from its element `…At` on. */
export function plainProduct(
  layout: Layout,
  arithmetic: Arithmetic,
  out: Floats,
  outAt: number,
  a: Floats,
  aAt: number,
  b: Floats,
  bAt: number,
  rows: number,
  inner: number,
  columns: number,
): void {
  const [aDown, aRight] = layout === "TN" ? [1, rows] : [inner, 1];
  const [bDown, bRight] = layout === "NT" ? [1, inner] : [columns, 1];
  const sums = arithmetic === "32" ? sumFloat32 : sumFloat64;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j += 4) {
      const at = outAt + i * columns + j;
      sums(out, at, a, aAt + i * aDown, aRight, b, bAt + j * bRight, bDown, bRight, inner, Math.min(4, columns - j));
    }
  if (arithmetic === "Double") return;
  for (let i = outAt; i < outAt + rows * columns; i++) if (Math.abs(out[i]!) < NORMAL) out[i] = 0;
}

/** Up to four sums of a row: one alone would spend its time waiting for its last addition. */
function sumFloat64(
  out: Floats,
  at: number,
  a: Floats,
  p: number,
  aRight: number,
  b: Floats,
  q: number,
  bDown: number,
  bRight: number,
  inner: number,
  count: number,
): void {
  const q1 = count > 1 ? bRight : 0;
  const q2 = count > 2 ? 2 * bRight : 0;
  const q3 = count > 3 ? 3 * bRight : 0;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < inner; k++, p += aRight, q += bDown) {
    const x = a[p]!;
    s0 += x * b[q]!;
    s1 += x * b[q + q1]!;
    s2 += x * b[q + q2]!;
    s3 += x * b[q + q3]!;
  }
  out[at] = s0;
  if (count > 1) out[at + 1] = s1;
  if (count > 2) out[at + 2] = s2;
  if (count > 3) out[at + 3] = s3;
}

/** The same with each product and each sum rounded to float32: written out, or the rounding would be a call for each. */
function sumFloat32(
  out: Floats,
  at: number,
  a: Floats,
  p: number,
  aRight: number,
  b: Floats,
  q: number,
  bDown: number,
  bRight: number,
  inner: number,
  count: number,
): void {
  const q1 = count > 1 ? bRight : 0;
  const q2 = count > 2 ? 2 * bRight : 0;
  const q3 = count > 3 ? 3 * bRight : 0;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < inner; k++, p += aRight, q += bDown) {
    const x = a[p]!;
    s0 = Math.fround(s0 + Math.fround(x * b[q]!));
    s1 = Math.fround(s1 + Math.fround(x * b[q + q1]!));
    s2 = Math.fround(s2 + Math.fround(x * b[q + q2]!));
    s3 = Math.fround(s3 + Math.fround(x * b[q + q3]!));
  }
  out[at] = s0;
  if (count > 1) out[at + 1] = s1;
  if (count > 2) out[at + 2] = s2;
  if (count > 3) out[at + 3] = s3;
}
