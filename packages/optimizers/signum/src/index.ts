import { decay, elementwise, rate } from "@downhill/plugin";

/**
 * Signum: every element moves by lr, against the sign of its momentum; without momentum it is sign descent.
 *
 * The momentum is an average, (1 - β)g each (paper); a sum would have the same signs, so that there is no bias to
 * correct. `lion` is this with another mix in the step. Decay is decoupled, times lr, on the old weights: Optax chains
 * it, its alias has none.
 *
 * Step 1 moves each element by lr; where gradients have all been 0, sign(0) = 0: it rests, or decays. A gradient that
 * vanishes leaves the steps at lr until the momentum has vanished too.
 *
 * When to use it: For communication in one bit per weight, for study, and as Lion's plain relative; half of Adam's
 * state. With small batches the sign of a noisy gradient is biased; the rate must fall for it to settle.
 */
export const signum = elementwise({
  name: "signum",
  doc: "Steps of one size along the sign of the momentum.",
  paper: "Bernstein et al. 2018, Algorithm 2, arXiv:1802.04434",
  reference: "optax.signum",
  hyper: {
    lr: rate(1e-2, "step size δ", [1e-5, 1e-1]),
    momentum: decay(0.9, "decay of the momentum, β"),
    weightDecay: rate(0, "decay of the weights, λ, times lr"),
  },
  state: ["m"],
  rule({ w, g, m }, { lr, momentum, weightDecay }) {
    m = momentum * m + (1 - momentum) * g;
    w = w - lr * weightDecay * w - lr * Math.sign(m);
    return { w, m };
  },
});
