import { largest, powerOfTwo } from "./scale.ts";
import type { Workspace } from "./workspace.ts";

/**
 * The reflection H = I - β·v·vᵀ that takes x to (‖x‖, 0, …, 0): Golub & Van Loan, algorithm 5.1.1. v, with v₀ = 1, takes
 * the place of x. Where x is (x₀, 0, …, 0) already, H is I, or for x₀ < 0 turns its sign.
 *
 * @param x where it starts in the workspace's float64s
 * @param norm to be given ‖x‖ at index 0
 * @returns β
 */
export function reflection({ f64, vectors }: Workspace, x: number, length: number, norm: Float64Array): number {
  const first = f64[x]!;
  const scale = powerOfTwo(largest(f64, x, length));
  for (let i = x; i < x + length; i++) f64[i] = f64[i]! / scale;
  const head = f64[x]!;
  const rest = vectors.dot(x + 1, x + 1, length - 1);
  if (rest === 0) {
    f64.fill(0, x + 1, x + length);
    f64[x] = 1;
    norm[0] = Math.abs(first);
    return first < 0 ? 2 : 0;
  }
  const length2 = Math.sqrt(head * head + rest);
  // Of x₀ - ‖x‖, which cancels for x₀ > 0, the form that does not.
  const v0 = head <= 0 ? head - length2 : -rest / (head + length2);
  f64[x] = 1;
  for (let i = x + 1; i < x + length; i++) f64[i] = f64[i]! / v0;
  norm[0] = length2 * scale;
  return (2 * v0 * v0) / (rest + v0 * v0);
}
