import { decay, elementwise, epsilon, flag, rate, scalar } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * NAdam: Adam with Nesterov's momentum, whose coefficient μₜ = β₁(1 - ½·0.96^(ψt)) warms up.
 *
 * As in PyTorch, only the step sees μₜ; the first moment has a fixed β₁ (Dozat: μₜ there too). Nesterov's form looks
 * one step ahead: μₜ₊₁ for m, 1 - μₜ for g, each corrected by the product of all μ up to its own. Keras has ψ = 1,
 * where PyTorch has 0.004; Optax no μₜ at all (nor has `nadamw`). ε is outside the root and added after the correction
 * of v. Weight decay is an L2 penalty, or with `decoupledWeightDecay` AdamW's: times lr, on the old weights.
 *
 * PyTorch keeps the product in its default type (float32 is 3e-9 off); ours is a float64.
 *
 * Step 1 moves each element by about lr, whatever its gradient's size. At a zero gradient it goes on along m; where all
 * have been zero, it rests. In float32, a gradient beyond 1.8e19 has an infinite square, and its element moves no more
 * (`nonFiniteState: "throw"` says so). With ε = 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: Wherever Adam is, with Nesterov's look ahead, which mostly helps a little and costs little. Mind
 * which NAdam others mean: Keras' and Optax' differ.
 */
export const nadam = elementwise({
  name: "nadam",
  doc: "Adam with Nesterov momentum that warms up.",
  paper: "Dozat 2016, Algorithm 2, openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ",
  reference: "torch.optim.NAdam",
  hyper: {
    lr: rate(2e-3, "step size"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient, or decay of the weights, times lr"),
    momentumDecay: rate(4e-3, "how fast the momentum warms up, ψ"),
    decoupledWeightDecay: flag(0, "decay the weights themselves, as AdamW does"),
  },
  state: { m: 0, v: 0, product: scalar(1) },
  scalars({ product }, { beta1, momentumDecay }, t) {
    const mu = (t: number) => beta1 * (1 - 0.5 * pow(0.96, t * momentumDecay));
    return { mu: mu(t), muNext: mu(t + 1), product: product * mu(t) };
  },
  rule({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay, decoupledWeightDecay, mu, muNext, product }, t) {
    const d = decoupledWeightDecay || weightDecay === 0 ? g : g + weightDecay * w;
    w = decoupledWeightDecay ? w - lr * weightDecay * w : w;
    m = beta1 * m + (1 - beta1) * d;
    v = beta2 * v + (1 - beta2) * (d * d);
    const ahead = (muNext / (1 - product * muNext)) * m + ((1 - mu) / (1 - product)) * d;
    const vHat = v / (1 - beta2 ** t);
    w = w - (lr * ahead) / (Math.sqrt(vHat) + eps);
    return { w, m, v };
  },
});
