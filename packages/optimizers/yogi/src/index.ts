import { decay, elementwise, epsilon, rate, scalar } from "@downhill/plugin";

/**
 * Yogi: Adam whose second moment moves by at most (1 - β₂)g² a step, so that rates cannot grow quickly.
 *
 * v ← v - (1 - β₂)·sign(v - g²)·g²: where Adam forgets a large v at a rate of its own size, this forgets at that of the
 * new gradients. As in Optax, m and v both start from `initialAccumulatorValue`, with a positive m (TensorFlow: v
 * alone), both are bias-corrected (paper: neither), the start's value too, and ε, 1e-3, is outside the root, after the
 * correction. Decay is decoupled, times lr, on the old weights.
 *
 * Step 1 is about lr for gradients well above √(1e-6 / (1 - β₂)), 0.03 with the defaults, and less below. At a zero
 * gradient v stays, and an element goes on along m. In float32, a gradient beyond 1.8e19 has an infinite square, and
 * its element moves no more (`nonFiniteState: "throw"` says so).
 *
 * When to use it: Where Adam's rates jump because gradients are sparse or their size falls suddenly, as in federated
 * learning. It takes Adam's memory, and some twice the time of its step; the large ε and the start of v make small
 * gradients slow.
 */
export const yogi = elementwise({
  name: "yogi",
  doc: "Adam with a second moment that changes additively.",
  paper: "Zaheer et al. 2018, Algorithm 2, papers.nips.cc/paper/8186",
  reference: "optax.yogi",
  hyper: {
    lr: rate(1e-2, "step size η"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "slowness of the second moment, β₂"),
    eps: epsilon(1e-3, "keeps steps small where gradients are, ε"),
    epsRoot: epsilon(0, "added to v̂, inside the root"),
    initialAccumulatorValue: rate(1e-6, "where m and v start", undefined, { search: false }),
    weightDecay: rate(0, "decay of the weights, λ, times lr"),
  },
  state: { m: 0, v: 0, begun: scalar(0) },
  scalars: ({ begun }) => ({ first: 1 - begun, begun: 1 }),
  rule({ w, g, m, v }, { lr, beta1, beta2, eps, epsRoot, initialAccumulatorValue, weightDecay, first }, t) {
    m = first ? initialAccumulatorValue : m;
    v = first ? initialAccumulatorValue : v;
    m = beta1 * m + (1 - beta1) * g;
    // v - (1 - β₂)·sign(v - g²)·g², which has no sign where both are infinite.
    const change = (1 - beta2) * (g * g);
    v = v > g * g ? v - change : v < g * g ? v + change : v;
    const vHat = v / (1 - beta2 ** t);
    const step = ((lr / (1 - beta1 ** t)) * m) / (Math.sqrt(vHat + epsRoot) + eps);
    w = w - lr * weightDecay * w - step;
    return { w, m, v };
  },
});
