import { decay, epsilon, flag, modelwise, rate } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * Adai: momentum with an inertia of its own for each element, less where gradients are large; steps keep their scale.
 *
 * a = min(1, max(ε, β₀·v̂ / mean(v̂))) is one minus the inertia β₁ of the paper, with the mean over all elements of all
 * parameters; m ← (1 - a)m + a·g and w ← w - lr·m / (1 - Π(1 - a)), a bias correction of each element. v̂ is Adam's, but
 * nothing divides by its root: steps have the gradient's scale, so that lr is SGD's and not Adam's. 1 - Π(1 - a) is kept
 * itself (`e`, the same average of ones as m of gradients) rather than the product, which loses nothing near 1. ε bounds
 * the inertia by 1 - ε: it guards no division. Decay is an L2 penalty, which v sees too, or, decoupled (the paper's AdaiW),
 * times lr, on the old weights, before all else.
 *
 * Step 1 is lr·g. An element without a gradient goes on along m. While all gradients of the model have been 0 nothing moves
 * (the authors' code: NaN); a parameter that rests does not count in the mean. In float32, v̂ stays below 3.4e38.
 *
 * When to use it: For image classifiers that SGD with momentum would train, by authors' report with flatter minima. Its
 * rate is SGD's scale (near 1, and to be scheduled), not Adam's; three arrays of state. Not for transformers, which
 * want steps that do not depend on the gradient's size.
 */
export const adai = modelwise({
  name: "adai",
  doc: "Momentum with an adaptive inertia for each element.",
  paper: "Xie et al. 2022, Algorithm 2, arXiv:2006.15815",
  reference: "zeke-xie/adaptive-inertia-adai adai_optim.Adai",
  hyper: {
    lr: rate(1, "step size", [1e-3, 10]),
    beta0: rate(0.1, "how much inertia a large second moment takes, β₀", [0.01, 1]),
    beta2: decay(0.99, "decay of the second moment, β₂"),
    eps: epsilon(1e-3, "least share of the new gradient, ε: inertia is at most 1 - ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient, or decay of the weights, times lr"),
    decoupledWeightDecay: flag(0, "decay the weights themselves, as AdamW does"),
  },
  state: ["m", "v", "e"],
  check: ({ eps }) => (eps > 1 ? `eps must be at most 1, got ${eps}` : undefined),
  step(tensors, _, t, { ops }) {
    let sum = 0;
    let count = 0;
    for (const { w, g, v, hyper } of tensors) {
      const { lr, beta2, weightDecay, decoupledWeightDecay } = hyper;
      const largest = w.BYTES_PER_ELEMENT === 4 ? 3.4e38 : Number.MAX_VALUE;
      if (decoupledWeightDecay) ops.map(shrink, { w }, { gone: lr * weightDecay });
      const penalty = decoupledWeightDecay ? 0 : weightDecay;
      sum += ops.map(secondMoment, { w, g, v }, { beta2, penalty, largest }).all / (1 - pow(beta2, t));
      count += w.length;
    }
    for (const { w, g, m, v, e, hyper } of tensors) {
      const { lr, beta0, beta2, eps, weightDecay, decoupledWeightDecay } = hyper;
      const mean = (sum / count) * (1 - pow(beta2, t));
      // What a float32 loop would take for 0.
      const share = mean > (w.BYTES_PER_ELEMENT === 4 ? 1e-37 : 0) ? beta0 : 0;
      const penalty = decoupledWeightDecay ? 0 : weightDecay;
      ops.map(move, { w, g, m, v, e }, { lr, eps, penalty, share, mean });
    }
  },
});

type Numbers<K extends string> = Record<K, number>;

const shrink = ({ w }: Numbers<"w">, { gone }: Numbers<"gone">) => ({ w: w - gone * w });

function secondMoment(
  { w, g, v }: Numbers<"w" | "g" | "v">,
  { beta2, penalty, largest }: Numbers<"beta2" | "penalty" | "largest">,
) {
  const d = penalty === 0 ? g : g + penalty * w;
  v = beta2 * v + (1 - beta2) * Math.min(d * d, largest);
  return { v, all: v };
}

function move(
  { w, g, m, v, e }: Numbers<"w" | "g" | "m" | "v" | "e">,
  { lr, eps, penalty, share, mean }: Numbers<"lr" | "eps" | "penalty" | "share" | "mean">,
) {
  const d = penalty === 0 ? g : g + penalty * w;
  const a = Math.min(1, Math.max(eps, share === 0 ? 0 : share * (v / mean)));
  m = (1 - a) * m + a * d;
  e = (1 - a) * e + a;
  w = w - lr * (e > 0 ? m / e : 0);
  return { w, m, e };
}
