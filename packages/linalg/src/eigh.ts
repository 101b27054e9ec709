import { checkFinite, checkMatrix, checkSize, type Floats } from "./check.ts";
import { implicitQl } from "./implicit-ql.ts";
import { largest, powerOfTwo } from "./scale.ts";
import { tridiagonalize } from "./tridiagonal.ts";
import { type Reserve, reserve, type Workspace } from "./workspace.ts";

/** Where a decomposition lies in a workspace's float64s. */
export interface Eigen {
  readonly workspace: Workspace;
  /** n, in no order. */
  readonly values: number;
  /** n × n: row k is the vector of the k-th value. */
  readonly vectors: number;
  /** n × n, free again. */
  readonly scratch: number;
}

/** A, of which the lower triangle is read, is decomposed in a workspace. */
export function eigenIn(reserve: Reserve, a: Floats, n: number): Eigen {
  const workspace = reserve(8 * (2 * n * n + 3 * n));
  const { f64, start } = workspace;
  const scratch = start / 8;
  const vectors = scratch + n * n;
  const values = vectors + n * n;
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, largest(a, i * n, i + 1));
  const scale = powerOfTwo(most);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const x = a[i * n + j]! / scale;
      f64[scratch + i * n + j] = x;
      f64[scratch + j * n + i] = x;
    }
  tridiagonalize(workspace, n, scratch, vectors, values, values + n, values + 2 * n);
  implicitQl(workspace, n, vectors, values, values + n);
  for (let i = 0; i < n; i++) f64[values + i] = f64[values + i]! * scale;
  return { workspace, values, vectors, scratch };
}

/** By ascending value: two that are equal stay as they are. */
function sort({ workspace: { f64 }, values, vectors }: Eigen, n: number): void {
  for (let i = 0; i + 1 < n; i++) {
    let least = i;
    for (let j = i + 1; j < n; j++) if (f64[values + j]! < f64[values + least]!) least = j;
    if (least === i) continue;
    swap(f64, values + i, values + least, 1);
    swap(f64, vectors + i * n, vectors + least * n, n);
  }
}

function swap(f64: Float64Array, x: number, y: number, length: number): void {
  for (let i = 0; i < length; i++) {
    const kept = f64[x + i]!;
    f64[x + i] = f64[y + i]!;
    f64[y + i] = kept;
  }
}

export function eighIn(reserve: Reserve, values: Floats, vectors: Floats, a: Floats, n: number): void {
  const eigen = eigenIn(reserve, a, n);
  sort(eigen, n);
  const { f64 } = eigen.workspace;
  for (let k = 0; k < n; k++) {
    values[k] = f64[eigen.values + k]!;
    const row = eigen.vectors + k * n;
    let lead = 0;
    for (let i = 0; i < n; i++) if (Math.abs(f64[row + i]!) > Math.abs(f64[row + lead]!)) lead = i;
    const sign = f64[row + lead]! < 0 ? -1 : 1;
    for (let i = 0; i < n; i++) vectors[i * n + k] = sign * f64[row + i]!;
  }
}

/**
 * A = V·diag(λ)·Vᵀ of a symmetric A, `n × n`, of which only the lower triangle is read. The eigenvalues ascend; column k
 * of V is the vector of the k-th, its largest component (the first of those) is positive. As `numpy.linalg.eigh` but for the signs.
 *
 * Computed in float64, of Float32Arrays too, and rounded once. Householder reflections to a tridiagonal matrix, then QL with implicit shifts:
 * Golub & Van Loan, algorithms 8.3.1 and 8.3.3; some 10·n³ operations. Eigenvalues are exact to a few ulps of the
 * largest magnitude, not of their own.
 *
 * @param values n, to be λ; may be of another type than A, as V may
 * @param vectors n × n, to be V; may be A itself
 * @throws TypeError for what is no array of floats; RangeError for lengths that do not fit n, and for an element of A that is not finite
 */
export function eigh(values: Floats, vectors: Floats, a: Floats, n: number): void {
  checkSize("eigh", "n", n);
  checkMatrix("eigh", "values", values, n, 1);
  checkMatrix("eigh", "vectors", vectors, n, n);
  checkMatrix("eigh", "a", a, n, n);
  checkFinite("eigh", "a", a, n);
  eighIn(reserve, values, vectors, a, n);
}
