import { reflection } from "./householder.ts";
import type { Workspace } from "./workspace.ts";

const norm = new Float64Array(1);

/**
 * A = Q·T·Qᵀ with T tridiagonal, by Householder reflections: Golub & Van Loan, algorithm 8.3.1. 10/3·n³ operations.
 *
 * All are places in the workspace's float64s.
 * @param a n × n, symmetric; afterwards its rows hold the reflections
 * @param qt n × n, to be Qᵀ
 * @param d n, to be T's diagonal
 * @param e n, to be what is beside it: e[k] couples k and k + 1; the last is 0
 * @param w scratch, n
 */
export function tridiagonalize(
  workspace: Workspace,
  n: number,
  a: number,
  qt: number,
  d: number,
  e: number,
  w: number,
): void {
  const { f64, vectors } = workspace;
  for (let k = 0; k + 1 < n; k++) {
    // Row k, from the diagonal on, is column k: it makes room for the reflection, and w_k keeps β.
    const v = a + k * n + k + 1;
    const m = n - k - 1;
    f64[d + k] = f64[a + k * n + k]!;
    const beta = reflection(workspace, v, m, norm);
    f64[e + k] = norm[0]!;
    f64[a + k * n + k] = beta;
    if (beta === 0) continue;
    // p = β·A·v, w = p - β/2·(pᵀv)·v, A -= v·wᵀ + w·vᵀ, of the part that is left.
    for (let i = 0; i < m; i++) f64[w + i] = beta * vectors.dot(a + (k + 1 + i) * n + k + 1, v, m);
    vectors.addScaled(w, v, m, (-beta / 2) * vectors.dot(w, v, m));
    for (let i = 0; i < m; i++) vectors.subtractTwo(a + (k + 1 + i) * n + k + 1, w, f64[v + i]!, v, f64[w + i]!, m);
  }
  if (n > 0) {
    f64[d + n - 1] = f64[a + n * n - 1]!;
    f64[e + n - 1] = 0;
  }
  // Qᵀ = …·H₁·H₀, from the last reflection on: only what is not the identity's is touched.
  f64.fill(0, qt, qt + n * n);
  for (let i = 0; i < n; i++) f64[qt + i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    const beta = f64[a + k * n + k]!;
    const v = a + k * n + k + 1;
    if (beta === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const row = qt + i * n + k + 1;
      vectors.addScaled(row, v, n - k - 1, -beta * vectors.dot(row, v, n - k - 1));
    }
  }
}
