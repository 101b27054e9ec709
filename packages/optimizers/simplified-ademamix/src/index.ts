import { decay, elementwise, epsilon, flag, number, rate, scalar, whole } from "@downhill/plugin";
import { log, pow } from "@downhill/plugin/math";

/**
 * Simplified AdEMAMix: one momentum, a sum, and α of the gradient beside it, instead of two averages.
 *
 * m = β₁m + g has no 1 - β₁: it grows to g / (1 - β₁), so that rates are about 1 - β₁ of Adam's; `biasCorrection1`
 * divides by the sum of the weights so far. v is corrected (`biasCorrection2: 0` leaves that out of the step, not of
 * ε), ε outside the root. β₁ grows from `minBeta1` over `beta1Warmup` steps, evenly in its half-life; the 1e-8 in it is
 * the authors'. Decay is decoupled, times lr, of the old weights.
 *
 * Step 1 moves each element by about (1 + α)·lr, whatever its gradient's size. At a zero gradient it goes on along m.
 * In float32, a gradient beyond 1.8e19 has an infinite square, and its element only decays (`nonFiniteState: "throw"`
 * says so). With ε = 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: As `ademamix` without its third array: for long trainings of language models, small batches above
 * all, where the paper finds it as good with α up to 100. Rates are about a hundredth of Adam's, since the momentum is
 * a sum.
 */
export const simplifiedAdemamix = elementwise({
  name: "simplified-ademamix",
  doc: "AdEMAMix with a single momentum, a sum, beside the gradient.",
  paper: "Morwani et al. 2025, arXiv:2502.02431",
  reference: "DepenM/Simplified-AdEMAMix SimAdEMAMix",
  hyper: {
    lr: rate(1e-4, "step size η"),
    beta1: decay(0.99, "decay of the momentum, β₁"),
    beta2: decay(0.95, "decay of the second moment, β₂"),
    alpha: number(0, "how much of the gradient joins the step, α", [0, 200]),
    beta1Warmup: whole(0, "over how many steps β₁ grows", [0, 100_000]),
    minBeta1: decay(0.9, "what β₁ grows from"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "decay of the weights, λ, times lr"),
    biasCorrection1: flag(0, "divide the step by the sum of the momentum's weights"),
    biasCorrection2: flag(1, "correct the second moment"),
  },
  state: { m: 0, v: 0, sum: scalar(0) },
  scalars({ sum }, { beta1, minBeta1, beta1Warmup }, t) {
    const steps = (beta: number) => log(0.5) / log(beta + 1e-8) - 1;
    const s = t / beta1Warmup;
    const halfLife = () => (1 - s) * steps(minBeta1) + s * steps(beta1) + 1;
    const beta1Now = t < beta1Warmup ? pow(0.5, 1 / halfLife()) : beta1;
    return { beta1Now, sum: beta1Now * sum + 1 };
  },
  rule({ w, g, m, v }, { lr, beta2, alpha, eps, weightDecay, biasCorrection1, biasCorrection2, beta1Now, sum }, t) {
    m = beta1Now * m + g;
    v = beta2 * v + (1 - beta2) * (g * g);
    const correction = Math.sqrt(1 - beta2 ** t);
    const scale = (biasCorrection1 ? lr / sum : lr) * (biasCorrection2 ? correction : 1);
    w = w - lr * weightDecay * w - (scale * (alpha * g + m)) / (Math.sqrt(v) + eps * correction);
    return { w, m, v };
  },
});
