import { eigh, type Floats } from "@downhill/linalg";

type Product = (out: Floats, a: Floats, b: Floats, rows: number, inner: number, columns: number) => void;

/** u = the product of a `rows × rows` basis with u, `rows × columns`. */
export function turnRows(product: Product, u: Floats, x: Floats, basis: Floats, rows: number, columns: number): void {
  product(x, basis, u, rows, rows, columns);
  u.set(x);
}

/** u = the product of u, `rows × columns`, with a `columns × columns` basis. */
export function turnColumns(
  product: Product,
  u: Floats,
  x: Floats,
  basis: Floats,
  rows: number,
  columns: number,
): void {
  product(x, u, basis, rows, columns, columns);
  u.set(x);
}

/**
 * basis = the eigenvectors of a symmetric n × n statistic with ε added to its diagonal.
 * @param scratch n × n
 */
export function renew(basis: Floats, statistic: Floats, scratch: Floats, n: number, eps: number): void {
  scratch.set(statistic);
  for (let i = 0; i < n * n; i += n + 1) scratch[i] = scratch[i]! + eps;
  eigh(scratch.slice(0, n), basis, scratch, n);
}
