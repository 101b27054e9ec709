import { decay, elementwise, epsilon, flag, number, rate } from "@downhill/plugin";

/**
 * QHAdam: Adam whose step mixes the moments with the present gradient and its square.
 *
 * ν₁ of the step is m̂, the rest g; ν₂ of what it is divided by, under the root, is v̂, the rest g². As in the authors'
 * code, both moments are bias-corrected before they are mixed, ε is outside the root, and the defaults ν₁ = ν₂ = 1 are
 * Adam; the paper advises ν₁ = 0.7, ν₂ = 1, β₁ = 0.995. Weight decay is an L2 penalty, or with `decoupledWeightDecay`
 * AdamW's: times lr, on the old weights.
 *
 * Step 1 moves each element by about lr, whatever its gradient's size. At a zero gradient it goes on along m, ν₁ as
 * fast. In float32, a gradient beyond 1.8e19 has an infinite square, and its element moves no more (`nonFiniteState:
 * "throw"` says so). With ε = 0, an element whose gradients have all been 0 becomes NaN, and with ν₂ = 0 whenever one
 * is.
 *
 * When to use it: Wherever Adam is, when two more numbers can be tuned: ν₁ = 0.7 and β₁ = 0.995 calm it without making
 * it slow. With the defaults it is Adam.
 */
export const qhadam = elementwise({
  name: "qhadam",
  doc: "Adam with quasi-hyperbolic moments: mixed with the present gradient.",
  paper: "Ma & Yarats 2019, Algorithm 2, arXiv:1810.06801",
  reference: "facebookresearch/qhoptim QHAdam",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    nu1: number(1, "how much of the step is the first moment, ν₁", [0, 1]),
    nu2: number(1, "how much of the division is the second moment, ν₂", [0, 1]),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient, or decay of the weights, times lr"),
    decoupledWeightDecay: flag(0, "decay the weights themselves, as AdamW does"),
  },
  state: ["m", "v"],
  check({ nu2 }) {
    return nu2 >= 0 && nu2 <= 1
      ? undefined
      : `nu2 must be from 0 to 1, for there is a root of what it mixes, got ${nu2}`;
  },
  rule({ w, g, m, v }, { lr, beta1, beta2, nu1, nu2, eps, weightDecay, decoupledWeightDecay }, t) {
    const d = decoupledWeightDecay || weightDecay === 0 ? g : g + weightDecay * w;
    w = decoupledWeightDecay ? w - lr * weightDecay * w : w;
    m = beta1 * m + (1 - beta1) * d;
    v = beta2 * v + (1 - beta2) * (d * d);

    const along = nu1 === 1 ? m / (1 - beta1 ** t) : (1 - nu1) * d + (nu1 / (1 - beta1 ** t)) * m;
    const square = nu2 === 1 ? v / (1 - beta2 ** t) : (1 - nu2) * (d * d) + (nu2 / (1 - beta2 ** t)) * v;
    w = w - (lr * along) / (Math.sqrt(square) + eps);
    return { w, m, v };
  },
});
