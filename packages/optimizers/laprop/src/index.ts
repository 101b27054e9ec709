import { decay, elementwise, epsilon, rate, scalar } from "@downhill/plugin";

/**
 * LaProp: Adam with the order turned round; gradients are divided first, and the momentum is of what results.
 *
 * So an old large gradient in the momentum keeps the size that its own time gave it, and β₁ and β₂ are free of each
 * other. As in timm and the authors' code, the rate is inside the momentum, which is divided by c / lr, with c the same
 * average of the rates: for a constant rate that is 1 - β₁ᵗ; a rate that changes acts smoothly. v is bias-corrected, ε,
 * 1e-15, outside the root. Decay comes after the step, on the new weights, times lr (the authors: without it).
 *
 * Step 1 moves each element by lr, whatever its gradient's size. At a zero gradient it goes on along m. In float32, a
 * gradient beyond 1.8e19 has an infinite square and adds nothing for ever (`nonFiniteState: "throw"` says so). With ε =
 * 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: Where Adam is unstable because β₂ is small beside β₁, as in reinforcement learning, GANs and style
 * transfer; β₁ and β₂ are free of each other. It costs little more than Adam.
 */
export const laprop = elementwise({
  name: "laprop",
  doc: "Adam that divides before it averages.",
  paper: "Ziyin, Wang & Ueda 2020, Algorithm 1, arXiv:2002.04839",
  reference: "timm.optim.LaProp",
  hyper: {
    lr: rate(4e-4, "step size λ"),
    beta1: decay(0.9, "decay of the momentum, μ"),
    beta2: decay(0.999, "decay of the second moment, ν"),
    eps: epsilon(1e-15, "keeps the division finite, ε"),
    weightDecay: rate(0, "decay of the weights, times lr"),
  },
  state: { m: 0, v: 0, c: scalar(0) },
  scalars: ({ c }, { lr, beta1 }) => ({ c: beta1 * c + (1 - beta1) * lr }),
  rule({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay, c }, t) {
    v = beta2 * v + (1 - beta2) * (g * g);
    const vHat = v / (1 - beta2 ** t);
    m = beta1 * m + ((1 - beta1) * lr * g) / (Math.sqrt(vHat) + eps);
    w = w - (lr === 0 ? 1 : lr / c) * m;
    w = w - lr * weightDecay * w;
    return { w, m, v };
  },
});
