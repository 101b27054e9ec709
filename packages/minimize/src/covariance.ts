import { qr } from "@downhill/linalg";

/** R's diagonal may shrink to this share of its column's length before a parameter counts as determined by the others. */
const SINGULAR = 1e-14;

/**
 * s²·(JᵀJ)⁻¹ of those parameters that are free, as rows: from R of J = Q·R with columns of length 1, since (JᵀJ)⁻¹ =
 * R⁻¹·R⁻ᵀ. Parameters that rest have 0. Where the residuals do not determine the free parameters, all of theirs are Infinity.
 *
 * @param jacobian m × n
 * @param free which of the n parameters are not held by a bound
 */
export function covarianceOf(jacobian: Float64Array, m: number, n: number, free: readonly boolean[], variance: number) {
  const covariance = Array.from({ length: n }, () => new Float64Array(n));
  const columns = free.flatMap((each, j) => (each ? [j] : []));
  const size = columns.length;
  const inverse = size === 0 ? [] : scaledInverse(jacobian, m, n, columns);
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) {
      let sum = 0;
      if (inverse) for (let l = Math.max(a, b); l < size; l++) sum += inverse[a]![l]! * inverse[b]![l]!;
      covariance[columns[a]!]![columns[b]!] = inverse ? variance * sum : Infinity;
    }
  return covariance;
}

/** D⁻¹·R⁻¹ of the columns given, J·D⁻¹ = Q·R; undefined where R is singular. */
function scaledInverse(jacobian: Float64Array, m: number, n: number, columns: readonly number[]) {
  const size = columns.length;
  if (m < size) return;
  const lengths = columns.map((column) => {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += jacobian[i * n + column]! * jacobian[i * n + column]!;
    return Math.sqrt(sum);
  });
  if (lengths.some((length) => length === 0)) return;
  const scaled = new Float64Array(m * size);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < size; j++) scaled[i * size + j] = jacobian[i * n + columns[j]!]! / lengths[j]!;
  const [q, r] = [new Float64Array(m * size), new Float64Array(size * size)];
  qr(q, r, scaled, m, size);
  for (let j = 0; j < size; j++) if (r[j * size + j]! < SINGULAR) return;
  const inverse = Array.from({ length: size }, () => new Float64Array(size));
  for (let j = 0; j < size; j++)
    for (let i = j; i >= 0; i--) {
      let sum = i === j ? 1 : 0;
      for (let l = i + 1; l <= j; l++) sum -= r[i * size + l]! * inverse[l]![j]!;
      inverse[i]![j] = sum / r[i * size + i]!;
    }
  for (let i = 0; i < size; i++) for (let j = i; j < size; j++) inverse[i]![j]! /= lengths[i]!;
  return inverse;
}
