import { checkAlike, checkApart, checkMatrix, checkSize, type Floats } from "./check.ts";
import { arithmeticOf, kernelsIn, type SumPrecision } from "./matmul.ts";
import { multiply } from "./multiply.ts";
import { reserve } from "./workspace.ts";

function gram(
  owner: string,
  layout: "NT" | "TN",
  out: Floats,
  a: Floats,
  rows: number,
  columns: number,
  precision: SumPrecision | undefined,
): void {
  checkSize(owner, "rows", rows);
  checkSize(owner, "columns", columns);
  const [size, inner] = layout === "NT" ? [rows, columns] : [columns, rows];
  checkMatrix(owner, "out", out, size, size);
  checkMatrix(owner, "a", a, rows, columns);
  checkAlike(owner, "out", out, "a", a);
  checkApart(owner, "out", out, "a", a);
  const arithmetic = arithmeticOf(owner, out, precision);
  multiply(kernelsIn[arithmetic], reserve, layout, arithmetic, out, a, undefined, size, inner, size);
}

/**
 * out = A·Aᵀ, `rows × rows`, of A `rows × columns`, row-major: the bits of `matmulNT`, at half of its cost. Exactly symmetric.
 *
 * @throws as `matmulNN`
 */
export function gramRows<Type extends Floats>(
  out: Type,
  a: Type,
  rows: number,
  columns: number,
  precision?: SumPrecision,
): void {
  gram("gramRows", "NT", out, a, rows, columns, precision);
}

/** out = Aᵀ·A, `columns × columns`, of A `rows × columns`: the bits of `matmulTN`, at half of its cost. */
export function gramColumns<Type extends Floats>(
  out: Type,
  a: Type,
  rows: number,
  columns: number,
  precision?: SumPrecision,
): void {
  gram("gramColumns", "TN", out, a, rows, columns, precision);
}
