import { decay, epsilon, rate, tensorwise } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * StableAdamW: AdamW that takes shorter steps while a tensor's gradients are larger than its second moment knows, by
 * Adafactor's update clipping: where v lags behind, as at the start of a loss spike.
 *
 * With β̂ = β(1 - β^(t-1)) / (1 - β^t) in place of β, m and v are averages that need no correction: m = β̂₁m + (1 - β̂₁)g,
 * v = β̂₂v + (1 - β̂₂)g². RMS = √(mean of g² / max(v, ε²)) over each tensor, η = lr / max(1, RMS), and
 * w ← (1 - ηλ)w - η·m / (√v + ε).
 *
 * As in optimi and the paper's Algorithm 2: the decay is times η, not lr, so that what clips a step shortens its decay too; ε is
 * outside the root, after the bias correction. RMS is of v with this step's gradient in it, and of g, not m. State holds the
 * corrected moments. optimi's documentation writes RMS with an uncorrected v; its code, and this, have the corrected one. Its
 * `decouple_lr` and Kahan's sums for low precisions are not here; lr has no default there. Each tensor is clipped alone:
 * weights and biases together have another RMS than their parts.
 *
 * At step 1 v is g², RMS is at most 1, and each element moves by about lr, whatever its gradient's size. At a zero gradient it
 * goes on along m, and decays. With ε = 0 an element whose v is 0 only decays (there: NaN). In float32, a gradient beyond
 * 1.8e19 has an infinite square: its element only decays from then on, and counts as 0 in the RMS.
 *
 * When to use it: In place of AdamW with clipped gradients, for trainings whose loss has spikes: large models, low
 * precision, a high β₂. It costs little more than AdamW, and one look at a tensor's gradients. Where there are no
 * spikes it is all but AdamW: noise alone makes its steps a few per cent shorter.
 */
export const stableAdamw = tensorwise({
  name: "stable-adamw",
  doc: "AdamW whose steps are shorter where gradients outgrow their second moment.",
  paper: "Wortsman et al. 2023, Algorithm 2, arXiv:2304.13013",
  reference: "warner-benjamin/optimi optimi.StableAdamW",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.99, "decay of the second moment, β₂", [0.9, 0.9999]),
    eps: epsilon(1e-6, "keeps the division finite, ε; ε² is the least v in the RMS"),
    weightDecay: rate(0.01, "decay of the weights, times lr / max(1, RMS), λ"),
  },
  state: ["m", "v"],
  update({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay }, t, ops) {
    const { squares } = ops.map(moments, { g, m, v }, { beta1: debiased(beta1, t), beta2: debiased(beta2, t), eps });
    const eta = lr / Math.max(1, Math.sqrt(squares / w.length));
    ops.map(move, { w, m, v }, { keep: 1 - eta * weightDecay, eta, eps });
  },
});

/** The decay at step t of an average that is its terms' weighted mean from the first step on. */
const debiased = (beta: number, t: number) => (beta * (1 - pow(beta, t - 1))) / (1 - pow(beta, t));

type Numbers<K extends string> = Record<K, number>;

/** The moments, and of each element what the second one leaves of its gradient, squared. */
function moments({ g, m, v }: Numbers<"g" | "m" | "v">, { beta1, beta2, eps }: Numbers<"beta1" | "beta2" | "eps">) {
  m = beta1 * m + (1 - beta1) * g;
  v = beta2 * v + (1 - beta2) * (g * g);
  const root = Math.max(Math.sqrt(v), eps);
  const x = root > 0 ? g / root : 0;
  return { m, v, squares: x * x };
}

function move({ w, m, v }: Numbers<"w" | "m" | "v">, { keep, eta, eps }: Numbers<"keep" | "eta" | "eps">) {
  const root = Math.sqrt(v) + eps;
  w = keep * w - eta * (root > 0 ? m / root : 0);
  return { w };
}
