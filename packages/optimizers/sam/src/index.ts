import { rate, wrapper } from "@downhill/plugin";

/**
 * Sharpness-aware minimisation: the inner optimizer gets the gradient not of the weights, but of the worst ones nearby.
 *
 * ŵ = w + ρ g(w) / ‖g(w)‖, ĝ = g(ŵ), and the inner step from w with ĝ. ‖·‖ is over all parameters together.
 *
 * Each step takes two gradients: `step(evaluate)`, and twice as many of an inner one that evaluates itself. The climb is
 * made for every gradient that the inner one sees, so that it goes around any optimizer; decay acts on the weights w.
 * Where the gradient is zero there is no climb: Optax gives NaN there, the authors add 10⁻¹² to the norm.
 * The climb and the way back go over the weights thrice beside the inner step: with Adam some 3 ns a parameter and the second gradient.
 *
 * When to use it: For classifiers that overfit, with few data or noisy labels, and for vision transformers: it often
 * generalises better. Each step takes two gradients, so compare it with twice the steps of what is inside. It does not
 * help what underfits.
 */
export const sam = wrapper({
  name: "sam",
  doc: "Sharpness-aware: the gradient of the worst weights nearby, for flat minima.",
  paper: "Foret et al. 2021, Algorithm 1, arXiv:2010.01412",
  reference: "optax.contrib.sam(normalize(), opaque_mode=True)",
  hyper: { rho: rate(0.05, "how far the worst weights are, ρ") },
  scratch: ["start"],
  evaluations: 1,
  gradient(tensors, _, __, { ops, evaluate }) {
    const norm = Math.sqrt(tensors.reduce((sum, { g }) => sum + ops.dot(g, g), 0)) || 1;
    for (const { w, g, start, hyper } of tensors) {
      start.set(w);
      ops.map(climb, { w, g }, { rho: hyper.rho, norm });
    }
    evaluate();
    for (const { w, start } of tensors) w.set(start);
    return "g";
  },
});

const climb = ({ w, g }: Record<"w" | "g", number>, { rho, norm }: Record<"rho" | "norm", number>) => ({
  w: w + rho * (g / norm),
});
