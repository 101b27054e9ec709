import { decay, epsilon, flag, modelwise, number, rate, shared } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * D-Adapt Adam: Adam whose step size is d, a lower bound of how far the weights' start is from their end.
 *
 * Each step weighs its gradient with γ = d·lr: m ← β₁m + (1 - β₁)γg, v as in Adam, s ← √β₂s + (1 - √β₂)γg. Then
 * d̂ = N / ((1 - √β₂)‖s‖₁) where N averages γ⟨g, s / (√v + ε)⟩ with the s and v before; d ← max(d, min(d̂, growthRate·d)), and
 * w ← w - m / (√v + ε): the rate is inside m, so that old gradients keep theirs. d, N and ‖s‖₁ are over all parameters
 * together, d and N float64. As in the authors' code: the new d holds from the next step on; ε is outside the root; no bias is
 * corrected, unless `biasCorrection` puts both corrections into γ; decay is an L2 penalty, or, decoupled, times γ, before
 * the step; while all gradients have been 0 steps do nothing and do not count for the corrections. `growthRate` 0 is none
 * (there: infinity). lr stays at 1, but for schedules. `d0` and `growthRate` are one for all: groups' make no difference.
 *
 * Step 1 moves each element by up to d₀·lr·(1 - β₁) / √(1 - β₂), whatever its gradient's size; at a zero gradient it goes on
 * along m. With ε = 0 an element whose gradients have all been 0 rests (there: NaN). Gradients that do not react to the
 * weights let d grow without end. A step goes over its arrays twice, with sums of them: some 3 ns a parameter.
 *
 * When to use it: When no rate can be tuned: start here with lr 1 and a schedule that falls to 0. Three arrays of
 * state. `prodigy` finds its rate faster; a tuned Adam is at least as good. Not where gradients keep their size
 * whatever the weights do.
 */
export const dadaptAdam = modelwise({
  name: "dadapt-adam",
  doc: "Adam whose step size is an estimate of the distance to the end.",
  paper: "Defazio & Mishchenko 2023, Algorithm 5, arXiv:2301.07733",
  reference: "facebookresearch/dadaptation DAdaptAdam",
  hyper: {
    lr: rate(1, "factor of the estimated step size", [0.1, 10]),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂", [0.9, 0.9999]),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient, or decay of the weights, times the step size"),
    decoupledWeightDecay: flag(0, "decay the weights themselves, as AdamW does"),
    biasCorrection: flag(0, "correct both moments' bias"),
    d0: rate(1e-6, "first estimate of the distance, d₀; above 0", [1e-8, 1e-2], { search: false }),
    growthRate: number(0, "how much d may grow in a step; 0: without limit", [1, 2], { search: false }),
  },
  // d is 0 until the first step, which knows d₀; `counted` are the steps since the first gradient that is not 0.
  state: { m: 0, v: 0, s: 0, d: shared(0), numerator: shared(0), counted: shared(0) },
  check({ d0, growthRate }) {
    if (d0 === 0) return "d0 must be above 0, got 0";
    return growthRate < 0 ? `growthRate must be at least 0, got ${growthRate}` : undefined;
  },
  step(tensors, { beta2, d0, growthRate }, _, { ops, shared }) {
    const d = shared.d || d0;
    const forget = Math.sqrt(beta2);
    const t = shared.counted + 1;

    let correlation = 0;
    let size = 0;
    for (const { w, g, m, v, s, hyper } of tensors) {
      const { beta1, beta2, eps, weightDecay, decoupledWeightDecay } = hyper;
      const gamma = stepSize(d, hyper, t);
      const penalty = decoupledWeightDecay ? 0 : weightDecay;
      const sums = ops.map(moments, { w, g, m, v, s }, { beta1, beta2, forget, eps, gamma, penalty });
      correlation += gamma * sums.along;
      size += sums.absolute;
    }
    if (size === 0) return;
    shared.numerator = forget * shared.numerator + (1 - forget) * correlation;
    const estimate = shared.numerator / ((1 - forget) * size);
    const next = growthRate ? Math.min(estimate, d * growthRate) : estimate;

    for (const { w, m, v, hyper } of tensors) {
      const { eps, weightDecay, decoupledWeightDecay } = hyper;
      const gone = decoupledWeightDecay ? stepSize(d, hyper, t) * weightDecay : 0;
      ops.map(move, { w, m, v }, { eps, gone });
    }
    shared.d = next > d && next < Infinity ? next : d;
    shared.counted = t;
  },
});

type Numbers<K extends string> = Record<K, number>;

function moments(
  { w, g, m, v, s }: Numbers<"w" | "g" | "m" | "v" | "s">,
  { beta1, beta2, forget, eps, gamma, penalty }: Numbers<"beta1" | "beta2" | "forget" | "eps" | "gamma" | "penalty">,
) {
  const d = penalty === 0 ? g : g + penalty * w;
  const before = Math.sqrt(v) + eps;
  const along = before > 0 ? d * (s / before) : 0;
  m = beta1 * m + (1 - beta1) * (gamma * d);
  v = beta2 * v + (1 - beta2) * (d * d);
  s = forget * s + (1 - forget) * (gamma * d);
  return { m, v, s, along, absolute: Math.abs(s) };
}

function move({ w, m, v }: Numbers<"w" | "m" | "v">, { eps, gone }: Numbers<"eps" | "gone">) {
  const root = Math.sqrt(v) + eps;
  w = w - gone * w - (root > 0 ? m / root : 0);
  return { w };
}

/** γ = d·lr, with the correction of both moments' bias if it is on. */
function stepSize(
  d: number,
  { lr, beta1, beta2, biasCorrection }: Numbers<"lr" | "beta1" | "beta2" | "biasCorrection">,
  t: number,
): number {
  return d * lr * (biasCorrection ? Math.sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t)) : 1);
}
