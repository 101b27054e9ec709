import { decay, epsilon, flag, modelwise, number, rate, shared } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * MoMo-Adam: Adam whose step ends where its model of the loss, of averaged losses and gradients, meets a lower bound of it.
 *
 * With f̄, m and γ̄ the averages by β₁ of the loss f, the gradient g and ⟨g, w⟩, the model along the step is
 * h - τ‖m‖² where h = f̄ - γ̄ + ⟨m, w⟩ and ‖m‖² = Σ m² / D with D = √(v / (1 - β₂ᵗ)) + ε. Its end is
 * τ = min(lr / (1 - β₁ᵗ), (h - (1 - β₁ᵗ)·f*)₊ / ‖m‖²), and w ← w / (1 + lr·λ) - τ·m / D. Sums are over all parameters
 * together; f̄, γ̄ and τ are float64. lr is the longest step, with which it is Adam.
 *
 * As in Optax and the authors' code: only the ends of τ are corrected for bias, since m, f̄ and γ̄ are short by the same
 * factor; ε is outside the root; decay is decoupled, times lr, by a division, on the old weights, and with it
 * 1 + lr·λ is a factor of f̄ - γ̄ and f*; where ‖m‖² is 2.2e-16 at most, weights only decay. `adaptLowerBound` estimates f* anew
 * at each step, from `lowerBound` upwards: half of the model's value without its bound where that is below f*, for the step;
 * then h - τ‖m‖² / 2, over 1 - β₁ᵗ. A group's lr and weightDecay make a τ for it, of the same sums;
 * `beta1`, `lowerBound` and `adaptLowerBound` are one for all: groups' make no difference.
 *
 * It reads the loss: `step(evaluate)`, or `step(undefined, loss)` where the gradients are there. Step 1 moves each element
 * by lr at most, whatever its gradient's size; at a zero gradient it goes on along m. In float32, a gradient beyond 1.8e19
 * has an infinite square: its element only decays from then on. With ε = 0 one whose gradients have all been 0 does so too
 * (there: NaN). A step goes over the weights twice and takes three sums in float64, some 3.5 ns a parameter.
 *
 * When to use it: Where the least loss is known to be near 0 (networks that fit their data) and no rate can be tuned:
 * the loss cuts Adam's steps, so that its rate may be set high. It takes the loss at each step; not where the least
 * loss is far from its bound.
 */
export const momoAdam = modelwise({
  name: "momo-adam",
  doc: "Adam whose steps are no longer than losses and a lower bound of them allow.",
  paper: "Schaipp et al. 2024, MoMo-Adam, arXiv:2305.07583",
  reference: "optax.contrib.momo_adam",
  hyper: {
    lr: rate(1e-2, "longest step size, α"),
    beta1: decay(0.9, "decay of the first moment, of losses too, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "decay of the weights, λ, times lr"),
    lowerBound: number(0, "lower bound of the loss, f*, or of its estimate", [-1, 1], { search: false }),
    adaptLowerBound: flag(0, "estimate f*"),
  },
  // f* is the hyperparameter at step 1.
  state: { m: 0, v: 0, loss: shared(0), product: shared(0), bound: shared(0) },
  needsLoss: true,
  step(tensors, hyper, t, { ops, loss, shared }) {
    const { beta1, lowerBound, adaptLowerBound } = hyper;
    const correction = 1 - pow(beta1, t);
    let square = 0;
    let along = 0;
    let product = 0;
    for (const { w, g, m, v, hyper } of tensors) {
      const { beta2, eps } = hyper;
      const sums = ops.map(moments, { w, g, m, v }, { beta1, beta2, eps, correction2: 1 - pow(beta2, t) });
      square += sums.square;
      along += sums.along;
      product += sums.product;
    }
    shared.loss = beta1 * shared.loss + (1 - beta1) * loss!;
    shared.product = beta1 * shared.product + (1 - beta1) * product;
    const model = shared.loss - shared.product;

    /** The model's value where the weights are, as decay sees it, and the step to where it meets the bound. */
    const height = ({ lr, weightDecay }: Rates) => (1 + lr * weightDecay) * model + along;
    const stepSize = (rates: Rates, bound: number) => {
      const above = height(rates) - (1 + rates.lr * rates.weightDecay) * correction * bound;
      return square > Number.EPSILON ? Math.min(rates.lr / correction, Math.max(above, 0) / square) : 0;
    };
    let bound = adaptLowerBound && t > 1 ? shared.bound : lowerBound;
    const least = height(hyper) / (correction * (1 + hyper.lr * hyper.weightDecay));
    if (adaptLowerBound && least < bound) bound = Math.max(least / 2, lowerBound);
    for (const { w, m, v, hyper } of tensors) {
      const { beta2, eps, lr, weightDecay } = hyper;
      const scalars = {
        eps,
        tau: stepSize(hyper, bound),
        shrunk: 1 + lr * weightDecay,
        correction2: 1 - pow(beta2, t),
      };
      ops.map(move, { w, m, v }, scalars);
    }
    const estimate = (model + along - (stepSize(hyper, bound) * square) / 2) / correction;
    shared.bound = adaptLowerBound ? Math.max(estimate, lowerBound) : lowerBound;
  },
});

type Numbers<K extends string> = Record<K, number>;
type Rates = Readonly<Numbers<"lr" | "weightDecay">>;

function moments(
  { w, g, m, v }: Numbers<"w" | "g" | "m" | "v">,
  { beta1, beta2, eps, correction2 }: Numbers<"beta1" | "beta2" | "eps" | "correction2">,
) {
  m = beta1 * m + (1 - beta1) * g;
  v = beta2 * v + (1 - beta2) * (g * g);
  const root = Math.sqrt(v / correction2) + eps;
  return { m, v, square: root > 0 ? m * (m / root) : 0, along: m * w, product: g * w };
}

function move(
  { w, m, v }: Numbers<"w" | "m" | "v">,
  { eps, tau, shrunk, correction2 }: Numbers<"eps" | "tau" | "shrunk" | "correction2">,
) {
  const root = Math.sqrt(v / correction2) + eps;
  w = w / shrunk - (root > 0 ? (tau * m) / root : 0);
  return { w };
}
