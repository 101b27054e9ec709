import { decay, epsilon, flag, modelwise, rate, shared } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * Prodigy: Adam that finds its step size: d, a lower bound of how far the weights' start is from their end.
 *
 * d = max(d, c·r / ‖s‖₁) grows where gradients keep pointing away from the start x₀: r sums ⟨g, x₀ - w⟩ and s sums g, each
 * weighted with d·γ / d₀ and forgotten with β₃. Adam's moments are of d·g, and a step is γ·m / (√v + dε), with
 * γ = d·lr·√(1 - β₂ᵗ) / (1 - β₁ᵗ). There is one d, in float64, for all parameters. lr stays at 1: it is a factor, for a
 * schedule that falls.
 *
 * As in Optax, the bias is always corrected (the authors': off by default); a step uses the d before it, its ε the one after
 * it; ε is outside the root, and decay is decoupled, times γ, on the old weights. With `safeguardWarmup` s does not have lr
 * as a factor, so that a warm-up does not let d jump. `d0`, `dCoef` and `beta3` are one for all: groups' make no difference.
 *
 * A step goes over six arrays and writes three, has two sums of them, and goes over three more to move: twice the bytes of Adam's
 * step, and some 3 ns a parameter.
 *
 * Step 1 moves each element by about d₀·lr, whatever its gradient's size, and d takes tens of steps to grow. While all
 * gradients have been 0 nothing moves but by decay (Optax: NaN); with ε = 0 that holds for each element. In float32, where
 * d·g is beyond 1.8e19 its element only decays, and a sum that is infinite leaves d as it is from then on.
 *
 * When to use it: When no rate can be tuned: fine-tuning diffusion models is where it is popular. Leave lr at 1, with a
 * schedule that falls. Four arrays of state, twice Adam's; a tuned Adam is at least as good.
 */
export const prodigy = modelwise({
  name: "prodigy",
  doc: "Adam that estimates its own step size from the distance it has come.",
  paper: "Mishchenko & Defazio 2024, Algorithm 4, arXiv:2306.06101",
  reference: "optax.contrib.prodigy",
  hyper: {
    lr: rate(1, "factor of the estimated step size", [0.1, 10]),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂", [0.9, 0.9999]),
    beta3: decay(0, "decay of the sums that d follows from, β₃; 0: √β₂", [0.9, 0.9999], { search: false }),
    eps: epsilon(1e-8, "keeps the division finite, ε, times d"),
    d0: rate(1e-6, "first estimate of the distance, d₀", [1e-8, 1e-2], { search: false }),
    dCoef: rate(1, "factor of the estimates, c", [0.25, 4]),
    weightDecay: rate(0, "decay of the weights, times the step size"),
    safeguardWarmup: flag(0, "leave lr out of the sum s, for a warm-up"),
  },
  // d is 0 until the first step, which knows d₀.
  state: { m: 0, v: 0, s: 0, x0: { from: "w" }, d: shared(0), r: shared(0) },
  check: ({ d0 }) => (d0 === 0 ? "d0 must be above 0, got 0" : undefined),
  step(tensors, { beta2, beta3, d0, dCoef }, t, { ops, shared }) {
    const d = shared.d || d0;
    const forget = beta3 || Math.sqrt(beta2);

    let correlation = 0;
    let size = 0;
    for (const { w, g, m, v, s, x0, hyper } of tensors) {
      const { beta1, beta2, safeguardWarmup } = hyper;
      const gamma = stepSize(d, hyper, t);
      const weight = (d / d0) * (safeguardWarmup ? d : gamma);
      const sums = ops.map(moments, { w, g, m, v, s, x0 }, { d, beta1, beta2, forget, weight });
      correlation += (d / d0) * gamma * sums.away;
      size += sums.absolute;
    }
    const r = forget * shared.r + correlation;
    const estimate = (dCoef * r) / size;
    const next = estimate > d && estimate < Infinity ? estimate : d;

    for (const { w, m, v, hyper } of tensors) {
      const gamma = stepSize(d, hyper, t);
      ops.map(move, { w, m, v }, { gamma, weightDecay: hyper.weightDecay, floor: next * hyper.eps });
    }
    shared.r = r;
    shared.d = next;
  },
});

type Elements<K extends string> = Record<K, number>;

function moments(
  { w, g, m, v, s, x0 }: Elements<"w" | "g" | "m" | "v" | "s" | "x0">,
  { d, beta1, beta2, forget, weight }: Record<"d" | "beta1" | "beta2" | "forget" | "weight", number>,
) {
  m = beta1 * m + (1 - beta1) * (d * g);
  v = beta2 * v + (1 - beta2) * (d * g * (d * g));
  s = forget * s + weight * g;
  return { m, v, s, away: g * (x0 - w), absolute: Math.abs(s) };
}

function move(
  { w, m, v }: Elements<"w" | "m" | "v">,
  { gamma, weightDecay, floor }: Record<"gamma" | "weightDecay" | "floor", number>,
) {
  const root = Math.sqrt(v) + floor;
  w = w - gamma * (weightDecay * w + (floor > 1e-37 || root > 0 ? m / root : 0));
  return { w };
}

/** γ = d·lr, with the correction of both moments' bias. */
function stepSize(d: number, { lr, beta1, beta2 }: Record<"lr" | "beta1" | "beta2", number>, t: number): number {
  return (d * lr * Math.sqrt(1 - pow(beta2, t))) / (1 - pow(beta1, t));
}
