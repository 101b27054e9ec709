import { decay, elementwise, epsilon, rate } from "@downhill/plugin";

/**
 * NAdamW: AdamW with Nesterov's momentum, without a schedule of the momentum.
 *
 * As in timm (after MLCommons' baseline), the step is along β₁m + (1 - β₁)g with the new m: the moment that the same
 * gradient would give once more. Both are corrected by 1 - β₁ᵗ; `nadam`, Dozat's and PyTorch's, has a momentum μₜ that
 * warms up, and corrects by products of it. ε is outside the root and added after the correction of v. Decay is
 * decoupled, times lr, and acts on the old weights.
 *
 * Step 1 moves each element by 1.9 lr, whatever its gradient's size. At a zero gradient it goes on along m, and decays.
 * In float32, a gradient beyond 1.8e19 has an infinite square, and its element only decays (`nonFiniteState: "throw"`
 * says so). With ε = 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: Wherever AdamW is; a strong baseline when everything is tuned (it is MLCommons' in the AlgoPerf
 * benchmark). It costs what AdamW costs; its first steps are almost twice as long, so warm up.
 */
export const nadamw = elementwise({
  name: "nadamw",
  doc: "AdamW with Nesterov momentum.",
  paper: "Choi et al. 2019, Table 1, arXiv:1910.05446; Dozat 2016",
  reference: "timm.optim.NAdamW",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0.01, "decay of the weights, λ, times lr"),
  },
  state: ["m", "v"],
  rule({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay }, t) {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * (g * g);
    const ahead = beta1 * m + (1 - beta1) * g;
    const vHat = v / (1 - beta2 ** t);
    w = w - lr * weightDecay * w - ((lr / (1 - beta1 ** t)) * ahead) / (Math.sqrt(vHat) + eps);
    return { w, m, v };
  },
});
