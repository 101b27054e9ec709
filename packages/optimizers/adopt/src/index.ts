import { decay, elementwise, epsilon, flag, number, rate, scalar } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * ADOPT: the gradient is divided by the second moment of the steps before it, and only then enters the momentum.
 *
 * So that v and g are independent, which is what lets it converge with any β₂. As in Optax, ε is a floor of √v, not a
 * summand; the first step only sets v = g² and moves nothing, decay included; from the next on the normed gradient is
 * cut to ±k^`clipExp`, k the number of steps before (paper: ¼; timm: ⅓; `clip: 0` leaves it out). Nothing is
 * bias-corrected. Weight decay, which Optax has none of, is timm's: an L2 penalty, that of the first step in v too, or
 * with `decoupled` times lr on the old weights.
 *
 * At a zero gradient an element goes on along m. Where the first gradient was 0 and a later one is not, ε alone
 * divides, and the clip is what keeps the step small. In float32, a gradient beyond 1.8e19 has an infinite square, and
 * its element's m dies away (`nonFiniteState: "throw"` says so). With ε = 0, an element whose gradients have all been 0
 * becomes NaN.
 *
 * When to use it: Where Adam fails to converge because of its β₂, or small batches make the second moment noisy. It
 * takes Adam's memory, and some three times the time of its step; the first one moves nothing. On ordinary problems
 * expect Adam's results.
 */
export const adopt = elementwise({
  name: "adopt",
  doc: "Adam that divides by the second moment before the present gradient.",
  paper: "Taniguchi et al. 2024, Algorithm 2, arXiv:2411.02853",
  reference: "optax.contrib.adopt (weight decay: timm.optim.Adopt)",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.9999, "decay of the second moment, β₂"),
    eps: epsilon(1e-6, "the least that is divided by, ε"),
    clip: flag(1, "cut the normed gradient"),
    clipExp: number(0.25, "the cut's power of the number of steps", [0.1, 0.5], { search: false }),
    weightDecay: rate(0, "L2 penalty, added to the gradient, or decay of the weights, times lr"),
    decoupled: flag(0, "decay the weights themselves, as AdamW does"),
  },
  state: { m: 0, v: 0, k: scalar(-1) },
  scalars: ({ k }, { clipExp }) => ({ k: k + 1, most: pow(k + 1, clipExp) }),
  rule({ w, g, m, v }, { lr, beta1, beta2, eps, clip, weightDecay, decoupled, k, most }) {
    const d = decoupled || weightDecay === 0 ? g : g + weightDecay * w;
    const normed = d / Math.max(Math.sqrt(v), eps);
    const cut = clip ? Math.min(Math.max(normed, -most), most) : normed;
    m = k === 0 ? m : beta1 * m + (1 - beta1) * cut;
    v = k === 0 ? d * d : beta2 * v + (1 - beta2) * (d * d);
    w = k === 0 ? w : (decoupled ? w - lr * weightDecay * w : w) - lr * m;
    return { w, m, v };
  },
});
