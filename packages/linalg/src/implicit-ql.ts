import type { Workspace } from "./workspace.ts";

const EPSILON = 2 ** -52;

/** More than one eigenvalue has ever been seen to take. */
const SWEEPS = 60;

/**
 * The eigenvalues of a symmetric tridiagonal matrix take the place of its diagonal; each rotation also turns two rows of `qt`,
 * which become the eigenvectors. QL with Wilkinson's implicit shift: EISPACK's `tql2` (Bowdler, Martin, Reinsch & Wilkinson
 * 1968), Golub & Van Loan, 8.3.3 to 8.3.5, from the other end. Some 6·n³ operations for the vectors.
 *
 * @param d, e as `tridiagonalize` leaves them: places in the workspace's float64s
 */
export function implicitQl({ f64, vectors }: Workspace, n: number, qt: number, d: number, e: number): void {
  // Nothing below a rounding of the largest element is told from 0: small ones beside it would never get there by themselves.
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(f64[d + i]!), Math.abs(f64[e + i]!));
  const floor = EPSILON * largest;
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m + 1 < n && !(Math.abs(f64[e + m]!) <= floor || negligible(f64[e + m]!, f64[d + m]!, f64[d + m + 1]!)))
        m++;
      if (m === l) break;
      if (sweep === SWEEPS) throw new Error(`eigh: eigenvalue ${l} did not converge in ${SWEEPS} sweeps`);
      const ahead = f64[e + l]!;
      const half = (f64[d + l + 1]! - f64[d + l]!) / (2 * ahead);
      const root = Math.sqrt(half * half + 1);
      let g = f64[d + m]! - f64[d + l]! + ahead / (half + (half < 0 ? -root : root));
      let c = 1;
      let s = 1;
      let p = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * f64[e + i]!;
        const b = c * f64[e + i]!;
        const r = hypotenuse(f, g);
        f64[e + i + 1] = r;
        if (r === 0) break;
        s = f / r;
        c = g / r;
        g = f64[d + i + 1]! - p;
        const t = (f64[d + i]! - g) * s + 2 * c * b;
        p = s * t;
        f64[d + i + 1] = g + p;
        g = c * t - b;
        vectors.rotate(qt + i * n, qt + (i + 1) * n, n, c, s);
      }
      // A rotation by nothing splits the matrix where it was met; else the sweep went through.
      const end = Math.max(i + 1, l);
      f64[d + end] = f64[d + end]! - p;
      if (i < l) f64[e + l] = g;
      f64[e + m] = 0;
    }
  }
}

const negligible = (e: number, one: number, other: number) =>
  Math.abs(e) <= EPSILON * (Math.abs(one) + Math.abs(other));

/** Without overflow or underflow. */
function hypotenuse(x: number, y: number): number {
  const [a, b] = [Math.abs(x), Math.abs(y)];
  const most = Math.max(a, b);
  if (most === 0) return 0;
  const ratio = Math.min(a, b) / most;
  return most * Math.sqrt(1 + ratio * ratio);
}
