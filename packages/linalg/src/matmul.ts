import { checkChoice } from "@downhill/plugin/arguments";
import { checkAlike, checkApart, checkMatrix, checkSize, type Floats, isFloat32 } from "./check.ts";
import { doubleIn } from "./kernels/double.ts";
import { mixedIn } from "./kernels/mixed.ts";
import { singleIn } from "./kernels/single.ts";
import { multiply } from "./multiply.ts";
import type { Arithmetic, Layout } from "./products.ts";
import { reserve } from "./workspace.ts";

/** What the sums of a product of float32 are kept in; those of float64 are kept in float64. */
export type SumPrecision = "float32" | "float64";

const precisions: readonly SumPrecision[] = ["float32", "float64"];

export const kernelsIn = { 32: singleIn, 64: mixedIn, Double: doubleIn };

export function arithmeticOf(owner: string, array: Floats, precision: SumPrecision | undefined): Arithmetic {
  if (precision !== undefined) checkChoice(owner, "precision", precision, precisions);
  if (isFloat32(array)) return precision === "float64" ? "64" : "32";
  if (precision === "float32") throw new RangeError(`${owner}: precision must be "float64" for Float64Arrays`);
  return "Double";
}

function product(
  owner: string,
  layout: Layout,
  out: Floats,
  a: Floats,
  b: Floats,
  rows: number,
  inner: number,
  columns: number,
  precision: SumPrecision | undefined,
): void {
  checkSize(owner, "rows", rows);
  checkSize(owner, "inner", inner);
  checkSize(owner, "columns", columns);
  checkMatrix(owner, "out", out, rows, columns);
  checkMatrix(owner, "a", a, layout === "TN" ? inner : rows, layout === "TN" ? rows : inner);
  checkMatrix(owner, "b", b, layout === "NT" ? columns : inner, layout === "NT" ? inner : columns);
  checkAlike(owner, "out", out, "a", a);
  checkAlike(owner, "out", out, "b", b);
  checkApart(owner, "out", out, "a", a);
  checkApart(owner, "out", out, "b", b);
  const arithmetic = arithmeticOf(owner, out, precision);
  multiply(kernelsIn[arithmetic], reserve, layout, arithmetic, out, a, b, rows, inner, columns);
}

/**
 * out = A·B with A `rows × inner` and B `inner × columns`, row-major. Each sum is taken in order 0, 1, …, without fused
 * operations: the same bits with and without WebAssembly. 2·rows·inner·columns operations; Golub & Van Loan, 1.1 and 1.3.
 *
 * Arrays in one heap (a model's, an optimizer's) are used where they lie, others are copied. Complete sums of float32
 * that are subnormal, and -0, are written as 0.
 *
 * @param precision of the sums: of Float32Arrays "float32" (rounded at each operation) or "float64" (rounded once)
 * @throws TypeError for what is no array of floats and for arrays of different types; RangeError for lengths that do not fit the
 * sizes, and for an `out` that shares memory with `a` or `b`
 */
export function matmulNN<Type extends Floats>(
  out: Type,
  a: Type,
  b: Type,
  rows: number,
  inner: number,
  columns: number,
  precision?: SumPrecision,
): void {
  product("matmulNN", "NN", out, a, b, rows, inner, columns, precision);
}

/** out = A·Bᵀ with A `rows × inner` and B `columns × inner`; the rest as `matmulNN`. */
export function matmulNT<Type extends Floats>(
  out: Type,
  a: Type,
  b: Type,
  rows: number,
  inner: number,
  columns: number,
  precision?: SumPrecision,
): void {
  product("matmulNT", "NT", out, a, b, rows, inner, columns, precision);
}

/** out = Aᵀ·B with A `inner × rows` and B `inner × columns`; the rest as `matmulNN`. */
export function matmulTN<Type extends Floats>(
  out: Type,
  a: Type,
  b: Type,
  rows: number,
  inner: number,
  columns: number,
  precision?: SumPrecision,
): void {
  product("matmulTN", "TN", out, a, b, rows, inner, columns, precision);
}
