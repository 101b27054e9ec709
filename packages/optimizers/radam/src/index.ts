import { decay, elementwise, epsilon, flag, rate } from "@downhill/plugin";

/**
 * RAdam: Adam whose division waits until the variance of the second moment can be trusted, and then comes in slowly.
 *
 * While ρₜ, the length of v's memory as an average of equal weights, is at most 5, steps are those of momentum: lr·m̂
 * (with β₂ = 0.999 the first five). After that they are Adam's times rₜ. As in PyTorch: above 5 (paper: 4; Optax: from
 * 5 on), and ε is added to √v before its bias correction, so that it is ε / √(1 - β₂ᵗ) in fact (Optax: after it; paper:
 * none). With β₂ ≤ 2/3 no step ever divides. Weight decay is an L2 penalty, or with `decoupledWeightDecay` AdamW's:
 * times lr, on the old weights.
 *
 * Step 1 is lr·g: large where the gradient is, unlike Adam's. At a zero gradient an element goes on along m. In
 * float32, a gradient beyond 1.8e19 has an infinite square, and its element moves no more once steps divide
 * (`nonFiniteState: "throw"` says so). With ε = 0, an element whose gradients have all been 0 becomes NaN then.
 *
 * When to use it: In place of Adam with a warm-up, where there is none to tune. It costs what Adam costs, and after
 * some thousand steps is Adam. Its first steps are momentum's and grow with the gradient: with large gradients, clip.
 */
export const radam = elementwise({
  name: "radam",
  doc: "Adam whose division is held back until its variance is known.",
  paper: "Liu et al. 2020, Algorithm 2, arXiv:1908.03265",
  reference: "torch.optim.RAdam",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂", [0.9, 0.9999]),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient, or decay of the weights, times lr"),
    decoupledWeightDecay: flag(0, "decay the weights themselves, as AdamW does"),
  },
  state: ["m", "v"],
  rule({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay, decoupledWeightDecay }, t) {
    const d = decoupledWeightDecay || weightDecay === 0 ? g : g + weightDecay * w;
    w = decoupledWeightDecay ? w - lr * weightDecay * w : w;
    m = beta1 * m + (1 - beta1) * d;
    v = beta2 * v + (1 - beta2) * (d * d);

    const rhoMax = 2 / (1 - beta2) - 1;
    const rho = rhoMax - (2 * t * beta2 ** t) / (1 - beta2 ** t);
    const r = Math.sqrt(((rho - 4) * (rho - 2) * rhoMax) / ((rhoMax - 4) * (rhoMax - 2) * rho));
    const alpha = lr / (1 - beta1 ** t);
    w = rho > 5 ? w - (alpha * r * Math.sqrt(1 - beta2 ** t) * m) / (Math.sqrt(v) + eps) : w - alpha * m;
    return { w, m, v };
  },
});
