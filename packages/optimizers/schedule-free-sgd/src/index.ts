import { decay, elementwise, rate, scalar, whole } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/** Optax computes its schedules in float32, whatever the weights are. */
const f32 = Math.fround;

/**
 * Schedule-Free SGD: no schedule and no stopping time; the average x of plain steps z is what to evaluate.
 *
 * The trained weights are y = (1 - β₁)z + β₁x, where gradients are taken; z steps as SGD, and x averages it with weight
 * cₜ. `weights()` gives x, which is not kept: x = (y - (1 - β₁)z) / β₁. Putting that into the paper's
 *
 *   z ← z - lr·d,  x ← (1 - c)x + c·z,  y ← (1 - β₁)z + β₁x
 *
 * gives the rule below, which does not divide by β₁. With β₁ = 0, y is z, and `weights()` too: x cannot be had then.
 *
 * As in Optax, cₜ is max(lr so far)^`weightLrPower` over the sum of these, and decay is an L2 penalty of y. Optax's
 * warm-up gives the step lr·(t - 1) / `warmupSteps`, the weight lr·t / `warmupSteps`, both rounded to float32 (the
 * authors: t for both): step 1 does not move then.
 *
 * Step 1 moves z, x and y alike by lr·g, large where the gradient is; at a zero gradient z rests, and y is still drawn
 * towards it.
 *
 * When to use it: When it is not known how long training will be, in place of SGD with momentum and a schedule.
 * Evaluate and save `weights()`, and recompute batch normalisation's statistics for them. One array; rates are 10 to 50
 * times SGD's, so the default of 1 wants small gradients.
 */
export const scheduleFreeSgd = elementwise({
  name: "schedule-free-sgd",
  doc: "SGD without a schedule: trains between a fast sequence and its average.",
  paper: "Defazio et al. 2024, section 2, arXiv:2405.15682",
  reference: "optax.contrib.schedule_free_sgd",
  hyper: {
    lr: rate(1, "step size γ"),
    beta1: decay(0.9, "how near the average gradients are taken, β"),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
    weightLrPower: rate(2, "power of the rate in the average's weights", [0.5, 4], { search: false }),
    warmupSteps: whole(0, "over how many steps the rate rises from 0", [0, 10_000]),
  },
  state: { z: { from: "w" }, top: scalar(0), total: scalar(0) },
  scalars({ top, total }, { lr, weightLrPower, warmupSteps }, t) {
    const warm = (n: number) =>
      warmupSteps === 0 ? lr : f32(f32(lr) - f32(f32(lr) * f32(1 - f32(Math.min(1, n / warmupSteps)))));
    const highest = Math.max(top, warm(t));
    const weight = pow(highest, weightLrPower);
    const sum = total + weight;
    return { gamma: warm(t - 1), top: highest, total: sum, c: sum === 0 ? 0 : weight / sum };
  },
  rule({ w: y, g, z }, { beta1, weightDecay, gamma, c }) {
    const d = weightDecay === 0 ? g : g + weightDecay * y;
    const w = (1 - c) * y + c * z - gamma * (1 - beta1 * (1 - c)) * d;
    z = z - gamma * d;
    return { w, z };
  },
  weights: ({ w: y, z }, { beta1 }) => (beta1 === 0 ? y : (y - (1 - beta1) * z) / beta1),
});
