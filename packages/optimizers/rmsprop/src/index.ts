import { array, decay, elementwise, epsilon, flag, rate } from "@downhill/plugin";

/**
 * RMSProp: each step divided by the root of a moving average of squared gradients.
 *
 * As in PyTorch, ε is added outside the root, and the learning rate stays outside the momentum buffer
 * (Keras and Optax: both inside). With `centered`, the average gradient's square is taken off first (Graves 2013); what
 * rounding would leave below 0 is 0, where PyTorch has NaN: then ε alone divides, and steps are large. Weight decay is an
 * L2 penalty.
 *
 * Nothing corrects a bias, so that step 1 moves each element by lr / √(1 - ρ), ten times lr by default, whatever its
 * gradient's size; at a zero gradient it rests, or goes on along the momentum.
 *
 * In float32, a gradient beyond 1.8e19 has an infinite square, and its element moves no more until `cache` has forgotten
 * it, which it never does (`nonFiniteState: "throw"` says so); one within 1e-23 of 0 has a square of 0. With ε = 0,
 * and in float32 with ε below 1e-45, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: For recurrent networks, reinforcement learning and online problems, whose gradients' size drifts. One
 * array of state, less than Adam; its first steps are up to 1 / √(1 - ρ) times as long, so start with a lower rate.
 */
export const rmsprop = elementwise({
  name: "rmsprop",
  doc: "Divides each step by the root of a moving average of squared gradients.",
  paper: "Tieleman & Hinton 2012, Lecture 6.5; centered: Graves 2013, equations 38–45, arXiv:1308.0850",
  reference: "torch.optim.RMSprop",
  hyper: {
    lr: rate(1e-2, "step size", [1e-4, 1e-1]),
    rho: decay(0.99, "decay of the average of squares, ρ (PyTorch's alpha)"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
    momentum: decay(0, "decay of the momentum buffer, μ"),
    centered: flag(0, "divide by the variance's root instead of the square's"),
  },
  state: {
    cache: 0,
    mean: array({ when: ({ centered }) => centered }),
    buffer: array({ when: ({ momentum }) => momentum }),
  },
  rule({ w, g, cache, mean, buffer }, { lr, rho, eps, weightDecay, momentum, centered }) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    cache = rho * cache + (1 - rho) * (d * d);
    mean = centered ? rho * mean + (1 - rho) * d : mean;
    // A variance is not negative, though rounding may have it so, and infinite where both squares are.
    const variance = cache - mean * mean;
    const square = variance < 0 ? 0 : variance >= 0 ? variance : cache;
    const root = Math.sqrt(centered ? square : cache) + eps;
    buffer = momentum === 0 ? buffer : momentum * buffer + d / root;
    w = momentum === 0 ? w - (lr * d) / root : w - lr * buffer;
    return { w, cache, mean, buffer };
  },
});
