import { array, decay, elementwise, flag, number, rate } from "@downhill/plugin";

/**
 * Stochastic gradient descent, with momentum, Nesterov momentum and coupled weight decay.
 *
 * As in PyTorch, the first velocity is the gradient itself (not dampened), and the learning rate stays outside
 * the velocity: v = μv + (1 - τ)g, w = w - lr·v.
 * With `rateInVelocity` it is inside, as in Keras and in Sutskever et al.: v = μv - lr·(1 - τ)g, w = w + v.
 * The two are the same until the learning rate changes; then this one's velocity remembers the old rate.
 *
 * Nesterov's form is PyTorch's and Keras's: with the new v the step is along d + μv, and the weights that are kept are
 * those looked ahead to. Weight decay is an L2 penalty, d = g + λw, which the velocity takes in. There is no bias to correct.
 *
 * Step 1 is lr·g, with Nesterov (1 + μ)·lr·g: large where the gradient is. At a zero gradient an element goes on along v.
 *
 * Without momentum there is no velocity, or it is left alone, so that one that is switched on late starts from the
 * gradient, as in PyTorch; but PyTorch does not dampen that first velocity either, whenever it comes, and this one only at
 * the first step.
 *
 * In float32, a velocity reaches 1 / (1 - μ) times the gradient: one beyond 3.4e37 makes it infinite at μ = 0.9
 * (`nonFiniteState: "throw"` says so). No operation divides or takes a root.
 *
 * When to use it: Well-understood problems with gradients of a steady size: convolutional classifiers with momentum
 * 0.9, where it still generalises as well as anything. No state, or one array. The rate has to be tuned and scheduled;
 * not for transformers and sparse gradients, where Adam is far ahead.
 */
export const sgd = elementwise({
  name: "sgd",
  doc: "Stochastic gradient descent with (Nesterov) momentum.",
  paper: "Sutskever et al. 2013, equations 1–4, proceedings.mlr.press/v28/sutskever13; Polyak 1964",
  reference: "torch.optim.SGD (with rateInVelocity: keras.optimizers.SGD)",
  hyper: {
    lr: rate(1e-3, "step size", [1e-4, 1]),
    momentum: decay(0, "decay of the velocity, μ"),
    dampening: number(0, "how much less of the gradient enters the velocity, τ", [0, 0.9]),
    nesterov: flag(0, "look ahead along the velocity; needs momentum, and no dampening"),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
    rateInVelocity: flag(0, "keep the learning rate inside the velocity, as Keras and the notebook do"),
  },
  state: { v: array({ when: ({ momentum }) => momentum }) },
  check({ momentum, dampening, nesterov }) {
    if (nesterov && (momentum === 0 || dampening !== 0))
      return `nesterov needs momentum above 0 and no dampening, got momentum ${momentum} and dampening ${dampening}`;
    return undefined;
  },
  rule({ w, g, v }, { lr, momentum, dampening, nesterov, weightDecay, rateInVelocity }, t) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    const fresh = dampening === 0 || t === 1 ? d : (1 - dampening) * d;
    const push = rateInVelocity ? -lr * fresh : fresh;
    v = momentum === 0 ? v : t === 1 ? push : momentum * v + push;
    const step = nesterov ? (rateInVelocity ? momentum * v - lr * d : d + momentum * v) : v;
    w = momentum === 0 ? w - lr * d : rateInVelocity ? w + step : w - lr * step;
    return { w, v };
  },
});
