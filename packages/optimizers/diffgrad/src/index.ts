import { decay, elementwise, epsilon, rate } from "@downhill/plugin";
import { exp } from "@downhill/plugin/functions";

/**
 * diffGrad: Adam with friction: an element whose gradient has hardly changed takes down to half of Adam's step.
 *
 * ξ = 1 / (1 + e^-|g₋₁ - g|), from ½ to 1, multiplies m. As in the authors' second version, g₋₁ is a copy (their first
 * kept it by reference, and had ξ = ½ for ever) with the decay's part in it, 0 before the first step, so that ξ depends
 * on |g| then; ε is added to √v before its bias correction, so that it is ε / √(1 - β₂ᵗ) in fact (paper: after it). ξ
 * has the gradients' own scale: where they are small, it is ½ throughout. Weight decay is an L2 penalty.
 *
 * The exponential is computed in float64, also of float32: with it a step costs about nine times Adam's, some 6 ns a parameter.
 *
 * Step 1 moves each element by ξ·lr, lr for large gradients and half of it for small ones. At a zero gradient it goes
 * on along m. In float32, a gradient beyond 1.8e19 has an infinite square, and its element moves no more
 * (`nonFiniteState: "throw"` says so). With ε = 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: For small image classifiers, where its authors report gains over Adam. Three arrays of state and an
 * exponential an element; its friction knows the gradients' absolute size, so that for small gradients it is Adam at
 * half the rate.
 */
export const diffgrad = elementwise({
  name: "diffgrad",
  doc: "Adam, slowed down where gradients do not change.",
  paper: "Dubey et al. 2020, arXiv:1909.11015",
  reference: "shivram1987/diffGrad diffGrad_v2",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
  },
  state: ["m", "v", "last"],
  functions: { exp },
  rule({ w, g, m, v, last }, { lr, beta1, beta2, eps, weightDecay }, t) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    m = beta1 * m + (1 - beta1) * d;
    v = beta2 * v + (1 - beta2) * (d * d);
    // biome-ignore lint/plugin: compiled to the contract's own, with the same bits everywhere.
    const friction = 1 / (1 + Math.exp(-Math.abs(last - d)));
    const alpha = (lr * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    w = w - (alpha * (friction * m)) / (Math.sqrt(v) + eps);
    return { w, m, v, last: d };
  },
});
