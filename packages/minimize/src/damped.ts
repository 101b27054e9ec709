import { qr } from "@downhill/linalg";

/**
 * Solves min ‖J·p + r‖² + λ·‖D·p‖² for several λ and right sides, without JᵀJ, whose condition is J's squared: J·D⁻¹ = Q·R
 * once for a Jacobian, and then QR of R on top of √λ·I for each λ (Moré 1978).
 */
export interface DampedSystem {
  /** Takes another J, m × n, and D's diagonal; columns of 0 are parameters that rest. */
  factor(jacobian: Float64Array, scale: Float64Array): void;
  /** Takes another λ > 0. */
  damp(lambda: number): void;
  /** p for the right side r, of m. */
  solve(out: Float64Array, r: Float64Array): void;
}

export function dampedSystem(m: number, n: number): DampedSystem {
  const k = Math.min(m, n);
  const scaled = new Float64Array(m * n);
  const [q, r] = [new Float64Array(m * k), new Float64Array(k * n)];
  const stacked = new Float64Array((k + n) * n);
  const [q2, r2] = [new Float64Array((k + n) * n), new Float64Array(n * n)];
  const projected = new Float64Array(k);
  let divisors = new Float64Array(n);
  return {
    factor(jacobian, scale) {
      divisors = Float64Array.from(scale);
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) scaled[i * n + j] = jacobian[i * n + j]! / scale[j]!;
      qr(q, r, scaled, m, n);
    },
    damp(lambda) {
      stacked.fill(0);
      stacked.set(r);
      for (let j = 0; j < n; j++) stacked[(k + j) * n + j] = Math.sqrt(lambda);
      qr(q2, r2, stacked, k + n, n);
    },
    solve(out, right) {
      for (let j = 0; j < k; j++) {
        let sum = 0;
        for (let i = 0; i < m; i++) sum += q[i * k + j]! * right[i]!;
        projected[j] = sum;
      }
      for (let j = n - 1; j >= 0; j--) {
        let sum = 0;
        for (let i = 0; i < k; i++) sum -= q2[i * n + j]! * projected[i]!;
        for (let l = j + 1; l < n; l++) sum -= r2[j * n + l]! * out[l]!;
        out[j] = sum / r2[j * n + j]!;
      }
      for (let j = 0; j < n; j++) out[j]! /= divisors[j]!;
    },
  };
}
