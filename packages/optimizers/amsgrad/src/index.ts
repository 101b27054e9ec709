import { decay, elementwise, epsilon, flag, rate } from "@downhill/plugin";

/**
 * AMSGrad: Adam, divided by the root of the largest second moment so far, so that no element's rate grows again.
 *
 * As in PyTorch, the maximum is of the raw v, and corrected by the present step's 1 - β₂ᵗ (Optax: the maximum of the
 * corrected v; paper: no correction at all). ε is outside the root and added after the correction, which is folded into
 * the step size as in `adam`. Weight decay is an L2 penalty, or with `decoupledWeightDecay` AdamW's: times lr, on the
 * old weights.
 *
 * Step 1 is Adam's: about lr, whatever the gradient's size. At a zero gradient an element goes on along m; the maximum
 * never forgets, and one huge gradient slows an element down for ever. In float32 that is for one beyond 1.8e19, whose
 * square is infinite (`nonFiniteState: "throw"` says so). With ε = 0, an element whose gradients have all been 0
 * becomes NaN.
 *
 * When to use it: Where Adam's convergence must be guaranteed, or rare large gradients matter and must not be
 * forgotten. An array more than Adam; in practice mostly no better, and one wild gradient slows an element for ever.
 */
export const amsgrad = elementwise({
  name: "amsgrad",
  doc: "Adam whose denominator never shrinks.",
  paper: "Reddi, Kale & Kumar 2018, Algorithm 2, arXiv:1904.09237",
  reference: "torch.optim.Adam with amsgrad",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient, or decay of the weights, times lr"),
    decoupledWeightDecay: flag(0, "decay the weights themselves, as AdamW does"),
  },
  state: ["m", "v", "vMax"],
  rule({ w, g, m, v, vMax }, { lr, beta1, beta2, eps, weightDecay, decoupledWeightDecay }, t) {
    const d = decoupledWeightDecay || weightDecay === 0 ? g : g + weightDecay * w;
    w = decoupledWeightDecay ? w - lr * weightDecay * w : w;
    m = beta1 * m + (1 - beta1) * d;
    v = beta2 * v + (1 - beta2) * (d * d);
    vMax = Math.max(vMax, v);

    const correction = Math.sqrt(1 - beta2 ** t);
    w = w - (((lr * correction) / (1 - beta1 ** t)) * m) / (Math.sqrt(vMax) + eps * correction);
    return { w, m, v, vMax };
  },
});
