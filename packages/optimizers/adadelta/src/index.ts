import { decay, elementwise, epsilon, rate } from "@downhill/plugin";

/**
 * Adadelta: steps in the weights' own units, √(mean of past steps') / √(mean of past gradients' squares) times the
 * gradient.
 *
 * As in the paper and PyTorch, ε is inside both roots: it is what the first step starts from, √ε·g / √((1 - ρ)g² + ε).
 * The learning rate, 1 in the paper, is outside the average of steps (Keras: the same, with 0.001, and hardly moves).
 * Nothing corrects a bias. Weight decay is an L2 penalty.
 *
 * Step 1 is about lr·√ε / √(1 - ρ), 0.003 with the defaults: it starts slowly. At a zero gradient an element rests,
 * while both averages shrink. In float32, a gradient beyond 1.8e19 has an infinite square, and its element moves no
 * more (`nonFiniteState: "throw"` says so). With ε = 0 nothing ever moves, and an element whose gradients have all been
 * 0 becomes NaN.
 *
 * When to use it: When there is no way to tune a rate at all, or to reproduce older work. It starts slowly and what it
 * reaches depends on ε; Adam has mostly taken its place.
 */
export const adadelta = elementwise({
  name: "adadelta",
  doc: "Adaptive steps in the weights' own units, without a rate to tune.",
  paper: "Zeiler 2012, Algorithm 1, arXiv:1212.5701",
  reference: "torch.optim.Adadelta",
  hyper: {
    lr: rate(1, "factor of the step"),
    rho: decay(0.9, "decay of both averages, ρ"),
    eps: epsilon(1e-6, "what the first steps start from, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
  },
  state: ["square", "delta"],
  rule({ w, g, square, delta }, { lr, rho, eps, weightDecay }) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    square = rho * square + (1 - rho) * (d * d);
    const step = (Math.sqrt(delta + eps) / Math.sqrt(square + eps)) * d;
    delta = rho * delta + (1 - rho) * (step * step);
    w = w - lr * step;
    return { w, square, delta };
  },
});
