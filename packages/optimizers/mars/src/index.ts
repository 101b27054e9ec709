import { decay, epsilon, flag, rate, scalar, tensorwise } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * MARS: AdamW on gradients whose variance is reduced by the difference to the last one.
 *
 * c = g + γ·β₁/(1 - β₁)·(g - g₋₁), shortened to a norm of 1 for each tensor, takes the gradient's place in both
 * moments; with `lion`, the step is the sign of m, without a second moment. As in timm, c is the gradient itself at the
 * first step, and not shortened there (the authors: g₋₁ = 0, and shortened); the gradient before is that of the last
 * step's batch, the authors' "approximate" form: no batch is evaluated twice. Tensors of fewer than two axes get AdamW
 * with `beta1_1d`, `beta2_1d` and lr times `lr1dFactor`, unless `optimize1d`. ε is outside the root, after the
 * correction. Decay is decoupled, times lr (and `lr1dFactor`), of the old weights.
 *
 * The references keep the last gradient by reference, and reduce nothing where its array is used again; ours copies.
 *
 * Step 1 moves each element by about lr, whatever its gradient's size. At a zero gradient c points back along the last
 * one. In float32, the norm is computed in float64, so that only AdamW's tensors have squares that may be infinite
 * (`nonFiniteState: "throw"` says so). With ε = 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: For language models, in place of AdamW or Lion, by authors' report with fewer tokens to a loss. One
 * array more than Adam. This approximate form evaluates no batch twice, so that with batches that have little in
 * common, its difference of gradients is noise; γ should be small then.
 */
export const mars = tensorwise({
  name: "mars",
  doc: "AdamW or Lion with variance-reduced gradients.",
  paper: "Yuan et al. 2024, Algorithms 2 and 3, arXiv:2411.10438",
  reference: "timm.optim.Mars",
  hyper: {
    lr: rate(3e-3, "step size η"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.99, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "decay of the weights, λ, times lr"),
    gamma: rate(0.025, "how much of the difference is added, γ"),
    lion: flag(0, "step by the sign of the first moment"),
    optimize1d: flag(0, "treat tensors of fewer than two axes alike"),
    lr1dFactor: rate(1, "factor of their lr otherwise"),
    beta1_1d: decay(0.9, "decay of their first moment"),
    beta2_1d: decay(0.99, "decay of their second moment"),
  },
  state: { m: 0, v: 0, last: 0, begun: scalar(0) },
  update(tensor, { lr, eps, weightDecay, gamma, lion, optimize1d, lr1dFactor, ...betas }, t, ops) {
    const { w, g, m, v, last, shape } = tensor;
    const reduced = shape.length >= 2 || optimize1d === 1;
    const [beta1, beta2, rate] = reduced
      ? [betas.beta1, betas.beta2, lr]
      : [betas.beta1_1d, betas.beta2_1d, lr * lr1dFactor];
    if (reduced && tensor.begun) {
      const k = (gamma * beta1) / (1 - beta1);
      ops.map(({ g, last }, { k }) => ({ last: g + k * (g - last) }), { g, last }, { k });
    } else last.set(g);
    const long = reduced && tensor.begun ? Math.max(1, ops.norm(last)) : 1;
    if (reduced && lion)
      ops.map(
        ({ w, g, m, last }, { beta1, rate, weightDecay, long }) => {
          m = beta1 * m + (1 - beta1) * (last / long);
          return { w: w - rate * (weightDecay * w + Math.sign(m)), m, last: g };
        },
        { w, g, m, last },
        { beta1, rate, weightDecay, long },
      );
    else
      ops.map(
        ({ w, g, m, v, last }, { beta1, beta2, mTotal, vTotal, rate, eps, weightDecay, long }) => {
          const c = last / long;
          m = beta1 * m + (1 - beta1) * c;
          v = beta2 * v + (1 - beta2) * (c * c);
          const step = m / mTotal / (Math.sqrt(v / vTotal) + eps);
          return { w: w - rate * (weightDecay * w + step), m, v, last: g };
        },
        { w, g, m, v, last },
        { beta1, beta2, mTotal: 1 - pow(beta1, t), vTotal: 1 - pow(beta2, t), rate, eps, weightDecay, long },
      );
    tensor.begun = 1;
  },
});
