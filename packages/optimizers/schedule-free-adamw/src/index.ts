import { decay, elementwise, epsilon, rate, scalar, whole } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/** Optax computes its schedules in float32, whatever the weights are. */
const f32 = Math.fround;

/**
 * Schedule-Free AdamW: no schedule and no stopping time; the average x of the base steps z is what to evaluate.
 *
 * The trained weights are y = (1 - β₁)z + β₁x, where gradients are taken; z steps as AdamW without a first moment, and
 * x averages it with weight cₜ. `weights()` gives x, which is not kept: x = (y - (1 - β₁)z) / β₁. Putting that into the
 * paper's
 *
 *   z ← z - lr·d,  x ← (1 - c)x + c·z,  y ← (1 - β₁)z + β₁x
 *
 * gives the rule below, which does not divide by β₁. With β₁ = 0, y is z, and `weights()` too: x cannot be had then.
 *
 * As in Optax, cₜ is max(lr so far)^`weightLrPower` over the sum of these; decay is decoupled, times lr, of y (Keras:
 * of y before the step, and c = 1/t); v is bias-corrected, ε outside the root. Optax's warm-up gives the step lr·(t -
 * 1) / `warmupSteps`, the weight lr·t / `warmupSteps`, both rounded to float32 (the authors: t for both): step 1 does
 * not move then.
 *
 * Step 1 moves z, x and y alike by about lr; at a zero gradient z rests or decays, and y is still drawn towards it. In
 * float32, a gradient beyond 1.8e19 has an infinite square: z moves there no more (`nonFiniteState: "throw"` says so).
 * With ε = 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: When it is not known how long training will be, in place of AdamW with a schedule that falls.
 * Evaluate and save `weights()`, and recompute batch normalisation's statistics for them. Two arrays of state; the rate
 * is about 1 to 10 times AdamW's, β₁ matters.
 */
export const scheduleFreeAdamw = elementwise({
  name: "schedule-free-adamw",
  doc: "AdamW without a schedule: trains between a fast sequence and its average.",
  paper: "Defazio et al. 2024, Algorithm 1, arXiv:2405.15682",
  reference: "optax.contrib.schedule_free_adamw",
  hyper: {
    lr: rate(2.5e-3, "step size γ"),
    beta1: decay(0.9, "how near the average gradients are taken, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "decay of the weights, λ, times lr"),
    weightLrPower: rate(2, "power of the rate in the average's weights", [0.5, 4], { search: false }),
    warmupSteps: whole(0, "over how many steps the rate rises from 0", [0, 10_000]),
  },
  state: { z: { from: "w" }, v: 0, top: scalar(0), total: scalar(0) },
  scalars({ top, total }, { lr, weightLrPower, warmupSteps }, t) {
    const warm = (n: number) =>
      warmupSteps === 0 ? lr : f32(f32(lr) - f32(f32(lr) * f32(1 - f32(Math.min(1, n / warmupSteps)))));
    const highest = Math.max(top, warm(t));
    const weight = pow(highest, weightLrPower);
    const sum = total + weight;
    return { gamma: warm(t - 1), top: highest, total: sum, c: sum === 0 ? 0 : weight / sum };
  },
  rule({ w: y, g, z, v }, { beta1, beta2, eps, weightDecay, gamma, c }, t) {
    v = beta2 * v + (1 - beta2) * (g * g);
    const vHat = v / (1 - beta2 ** t);
    const d = g / (Math.sqrt(vHat) + eps) + weightDecay * y;
    const w = (1 - c) * y + c * z - gamma * (1 - beta1 * (1 - c)) * d;
    z = z - gamma * d;
    return { w, z, v };
  },
  weights: ({ w: y, z }, { beta1 }) => (beta1 === 0 ? y : (y - (1 - beta1) * z) / beta1),
});
