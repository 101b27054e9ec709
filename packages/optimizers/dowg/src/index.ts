import { epsilon, modelwise, shared } from "@downhill/plugin";

/**
 * DoWG: gradient descent without a rate: steps are as long as the distance from the start and all gradients allow.
 *
 * w ← w - r̄²·g / (√v + ε) with r̄ the largest distance from the start x₀ so far, ε included, and v = Σ r̄²‖g‖²: the
 * distance weighs gradients, so that v forgets the small steps of the beginning. Distance and norms are over all parameters
 * together, and both numbers are float64. As in the authors' code, ε has two jobs: r̄² starts from it (paper: r̄ from r_ε)
 * and it is added to the root. The distance is taken before the step. There is no rate, momentum or decay: nothing can be
 * scheduled. A parameter that rests (no gradient) counts for neither.
 *
 * Step 1 has length ε^½ (1e-2 by default), whatever the gradient's size. At a zero gradient nothing moves, with ε = 0 ever.
 *
 * When to use it: When nothing at all is to be tuned and SGD would do; it forgets the first small distances faster than
 * `dog`. One rate for all weights, so not where layers need rates of their own, and never with a schedule.
 */
export const dowg = modelwise({
  name: "dowg",
  doc: "Gradient descent whose rate is the distance from the start over weighted gradients.",
  paper: "Khaled et al. 2023, Algorithm 1, arXiv:2305.16284",
  reference: "rka97/dowg dowg.DoWG",
  hyper: { eps: epsilon(1e-4, "first squared distance, and what is added to the root, ε") },
  // r² is 0 until the first step, which knows ε.
  state: { x0: { from: "w" }, r2: shared(0), v: shared(0) },
  step(tensors, { eps }, t, { ops, shared }) {
    let distance = 0;
    let squares = 0;
    for (const { w, g, x0 } of tensors) {
      distance += ops.map(away, { w, x0 }).squares;
      squares += ops.dot(g, g);
    }
    const r2 = Math.max(t === 1 ? eps : shared.r2, distance);
    shared.r2 = r2;
    shared.v += r2 * squares;
    const rate = r2 / (Math.sqrt(shared.v) + eps || 1);
    for (const { w, g } of tensors) ops.map(move, { w, g }, { rate });
  },
});

const away = ({ w, x0 }: Record<"w" | "x0", number>) => ({ squares: (w - x0) * (w - x0) });

const move = ({ w, g }: Record<"w" | "g", number>, { rate }: { rate: number }) => ({ w: w - rate * g });
