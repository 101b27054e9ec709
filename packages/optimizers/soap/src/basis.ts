import { eigh, type Floats, matmulNN, qr } from "@downhill/linalg";
import type { Axis } from "./axes.ts";

/** Puts the columns of an n × n matrix, or what lies along a tensor's axis, into another order. */
function reorder(x: Floats, { before, size, behind }: Pick<Axis, "before" | "size" | "behind">, order: number[]): void {
  const old = x.slice();
  for (let p = 0; p < before; p++)
    for (let i = 0; i < size; i++)
      for (let r = 0; r < behind; r++) x[(p * size + i) * behind + r] = old[(p * size + order[i]!) * behind + r]!;
}

/**
 * q = the eigenvectors of a symmetric n × n statistic, as columns, by descending value.
 * @param values n, to work in
 */
export function firstBasis(q: Floats, statistic: Floats, n: number, values: Floats): void {
  eigh(values, q, statistic, n);
  reorder(
    q,
    { before: n, size: n, behind: 1 },
    Array.from({ length: n }, (_, i) => n - 1 - i),
  );
}

/**
 * One power iteration towards the eigenvectors: q's columns are put in the order of their estimated eigenvalues, with v
 * along that axis, then q = the orthogonal factor of statistic·q.
 * @param product as long as q
 */
export function nextBasis(q: Floats, statistic: Floats, v: Floats, axis: Axis, product: Floats): void {
  const n = axis.size;
  matmulNN(product, statistic, q, n, n, n);
  // A statistic near the type's largest number: the last basis stays.
  if (!product.every(Number.isFinite)) return;
  const estimates = new Float64Array(n);
  for (let i = 0; i < n * n; i++) estimates[i % n]! += q[i]! * product[i]!;
  const order = [...estimates.keys()].sort((a, b) => estimates[b]! - estimates[a]!);
  reorder(v, axis, order);
  reorder(product, { before: n, size: n, behind: 1 }, order);
  qr(q, product, product, n, n);
}
