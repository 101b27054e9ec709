import { array, decay, elementwise, epsilon, flag, rate, scalar } from "@downhill/plugin";

/**
 * AdaBound: Adam whose rates are cut to bounds that close in on one final rate, so that it ends as SGD with momentum.
 *
 * Each element's rate lr√(1 - β₂ᵗ) / (1 - β₁ᵗ) / (√v + ε) is cut to F(1 - 1/(γt + 1)) … F(1 + 1/(γt)) and multiplies m,
 * which is not corrected on its own. As in the authors' code, F = `finalLr`·lr / (the rate at the first step), so that
 * schedules move the bounds too, there is no 1/√t (paper: there is, and no correction), and ε is beside the uncorrected
 * root. `amsbound` divides by the largest v so far. Weight decay is an L2 penalty, or with `decoupledWeightDecay`
 * (AdaBoundW) that of the old weights, not times lr.
 *
 * Step 1 is Adam's, about lr whatever the gradient's size, as far as the bounds, at first 0 and F / γ, let it. At a
 * zero gradient an element goes on along m. In float32, a gradient beyond 1.8e19 has an infinite square, and its
 * element is left the lower bound (`nonFiniteState: "throw"` says so).
 *
 * When to use it: For networks where Adam starts well and SGD ends better, such as image classifiers. It brings back
 * what it avoids: `finalLr` is SGD's rate and has to be tuned; independent comparisons rarely find it ahead of a tuned
 * SGD or Adam.
 */
export const adabound = elementwise({
  name: "adabound",
  doc: "Adam that turns into SGD by bounds on its rates.",
  paper: "Luo et al. 2019, Algorithm 2, arXiv:1902.09843",
  reference: "Luolc/AdaBound AdaBound (with decoupledWeightDecay: AdaBoundW)",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    finalLr: rate(0.1, "the rate of SGD that it ends with"),
    gamma: rate(1e-3, "how fast the bounds close in, γ"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient, or decay of the weights"),
    amsbound: flag(0, "divide by the largest second moment so far"),
    decoupledWeightDecay: flag(0, "decay the weights themselves, by λ, not by lr·λ"),
  },
  state: { m: 0, v: 0, vMax: array({ when: ({ amsbound }) => amsbound }), base: scalar(0) },
  scalars({ base: known }, { lr, finalLr, gamma }, t) {
    const base = known === 0 ? lr : known;
    const last = lr === 0 ? 0 : (finalLr * lr) / base;
    return {
      base,
      lower: last * (1 - 1 / (gamma * t + 1)),
      upper: gamma === 0 || last === 0 ? last * Number.MAX_VALUE : last * (1 + 1 / (gamma * t)),
    };
  },
  rule({ w, g, m, v, vMax }, { lr, beta1, beta2, eps, weightDecay, amsbound, decoupledWeightDecay, lower, upper }, t) {
    const d = decoupledWeightDecay || weightDecay === 0 ? g : g + weightDecay * w;
    m = beta1 * m + (1 - beta1) * d;
    v = beta2 * v + (1 - beta2) * (d * d);
    vMax = amsbound ? Math.max(vMax, v) : vMax;

    const alpha = (lr * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    const eta = Math.min(Math.max(alpha / (Math.sqrt(amsbound ? vMax : v) + eps), lower), upper);
    w = decoupledWeightDecay ? w - weightDecay * w - eta * m : w - eta * m;
    return { w, m, v, vMax };
  },
});
