import { decay, elementwise, epsilon, flag, rate } from "@downhill/plugin";
import { cbrt } from "@downhill/plugin/functions";

/**
 * MADGRAD: dual averaging from the starting weights, each sum of gradients divided by a cube root.
 *
 * z = x₀ - s / (∛ν + ε), with s and ν the sums of λₜg and λₜg², λₜ = lr·√t; the weights are an average of the z, with
 * momentum μ (the paper's 1 - c). It remembers its start x₀: weights that are changed by hand in between are pulled
 * back.
 *
 * As in the authors' code and timm, ε is added to the learning rate too (not in the paper), outside the cube root: lr =
 * 0 does not quite freeze, and with momentum the weights still go towards z. Nothing corrects a bias; steps do not
 * shrink with old gradients, so that lr needs another value than Adam's. Weight decay is an L2 penalty, which the paper
 * advises against above 0 for sparse problems; with `decoupledDecay` it is AdamW's: times lr, on the old weights. The
 * reference finds its start anew from the weights where there is no momentum, so that decoupled decay then moves the
 * start too.
 *
 * The cube root is computed in float64, also of float32, and divides three times: with it a step costs about eight times
 * Adam's, some 5 ns a parameter.
 *
 * Step 1 moves each element by (1 - μ)·lr^⅔·|g|^⅓; where all gradients have been 0, it rests (with ε = 0 it becomes
 * NaN). In float32, a gradient beyond 1.8e19 has an infinite square: its element goes back to x₀ (`nonFiniteState:
 * "throw"` says so).
 *
 * When to use it: For sparse problems and image reconstruction, where its authors report the generalisation of SGD with
 * the convenience of Adam. Three arrays of state and a cube root an element. Rate and decay must be tuned anew: Adam's
 * do not carry over, and decay should be far less.
 */
export const madgrad = elementwise({
  name: "madgrad",
  doc: "Dual averaging from the start, divided by a cube root of summed squares.",
  paper: "Defazio & Jelassi 2022, Algorithm 1, arXiv:2101.11075",
  reference: "timm.optim.MADGRAD",
  hyper: {
    lr: rate(1e-2, "step size"),
    momentum: decay(0.9, "how much of the old weights stays, μ = 1 - c"),
    eps: epsilon(1e-6, "keeps the division finite, ε; added to lr too"),
    weightDecay: rate(0, "L2 penalty, added to the gradient, or decay of the weights, times lr"),
    decoupledDecay: flag(0, "decay the weights themselves, as AdamW does"),
  },
  functions: { cbrt },
  state: { x0: { from: "w" }, s: 0, nu: 0 },
  rule({ w, g, x0, s, nu }, { lr, momentum, eps, weightDecay, decoupledDecay }, t) {
    const d = decoupledDecay || weightDecay === 0 ? g : g + weightDecay * w;
    const decayed = decoupledDecay ? lr * weightDecay * w : 0;
    x0 = momentum === 0 ? x0 - decayed : x0;

    const lambda = (lr + eps) * Math.sqrt(t);
    s = s + lambda * d;
    nu = nu + lambda * (d * d);
    // biome-ignore lint/plugin: compiled to the contract's own, with the same bits everywhere.
    const z = x0 - s / (Math.cbrt(nu) + eps);
    w = momentum * (w - decayed) + (1 - momentum) * z;
    return { w, x0, s, nu };
  },
});
