import { elementwise, number, rate, scalar, whole } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * ASGD: gradient descent with a slowly falling rate, and the average of its weights to evaluate with.
 *
 * ηₜ₊₁ = lr / (1 + λ·lr·t)^α, and w ← (1 - λη)w - ηg. `weights()` gives the average: the weights themselves up to step
 * `t0` + 2, and from there the mean of all since. As in PyTorch, η is computed at the end of a step: the first is lr,
 * and a change of lr acts one step late (a schedule too). The decay λ is always there, beside `weightDecay`, an L2
 * penalty. The default `t0` is a million: fewer steps never average.
 *
 * Step 1 is lr·g, large where the gradient is. At a zero gradient an element decays by λη. No operation divides by a
 * gradient, or takes a root of one.
 *
 * When to use it: For convex problems and long runs of plain SGD whose last weights are noisy: the average of them is
 * close to optimal there. `t0` must be set below the number of steps, else nothing is averaged. For deep networks,
 * `ema` or `swa` around a better optimizer do that job.
 */
export const asgd = elementwise({
  name: "asgd",
  doc: "Gradient descent that evaluates at the average of its weights.",
  paper: "Polyak & Juditsky 1992, doi:10.1137/0330046; Bottou's and Xu's forms: arXiv:1107.2490",
  reference: "torch.optim.ASGD",
  hyper: {
    lr: rate(1e-2, "step size at first", [1e-4, 1]),
    lambd: rate(1e-4, "decay of the weights and the rate, λ"),
    alpha: number(0.75, "power of the rate's fall, α", [0.5, 1]),
    t0: whole(1_000_000, "after how many steps averaging starts, t₀", [0, 10_000_000]),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
  },
  state: { ax: { from: "w" }, etaNext: scalar(-1) },
  scalars({ etaNext }, { lr, lambd, alpha, t0 }, t) {
    return {
      eta: etaNext < 0 ? lr : etaNext, // -1: there was no step yet
      mu: 1 / Math.max(1, t - 1 - t0),
      etaNext: lr / pow(1 + lambd * lr * t, alpha),
    };
  },
  rule({ w, g, ax }, { lambd, weightDecay, eta, mu }) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    w = (1 - lambd * eta) * w - eta * d;
    ax = mu === 1 ? w : ax + mu * (w - ax);
    return { w, ax };
  },
  weights: ({ ax }) => ax,
});
