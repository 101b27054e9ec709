import { elementwise, epsilon, rate } from "@downhill/plugin";

/**
 * Adagrad: each weight's learning rate falls with the sum of its squared gradients.
 *
 * As in PyTorch, ε is added outside the root, and the sum starts at `initialAccumulatorValue`, 0
 * (Keras and Optax: ε inside the root, the sum starting at 0.1). Nothing corrects a bias, there is no momentum, and weight
 * decay is an L2 penalty.
 *
 * Step 1 moves each element by lr, whatever its gradient's size, unless the sum starts above 0; at a zero gradient it rests.
 *
 * In float32, a gradient beyond 1.8e19 has an infinite square, as a sum beyond 3.4e38 is: its element moves no more
 * (`nonFiniteState: "throw"` says so). One within 1e-23 of 0 has a square of 0, so that ε alone divides. With ε = 0, and
 * in float32 with ε below 1e-45, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: For sparse features (words, clicks) and convex problems, where rarely seen weights need long steps.
 * Its rates only fall, so that long trainings of deep networks stall; then `rmsprop` or `adam`.
 */
export const adagrad = elementwise({
  name: "adagrad",
  doc: "Divides each step by the root of the sum of all squared gradients so far.",
  paper: "Duchi, Hazan & Singer 2011, Figure 1 (diagonal), jmlr.org/papers/v12/duchi11a.html",
  reference: "torch.optim.Adagrad",
  hyper: {
    lr: rate(1e-2, "step size η", [1e-3, 1]),
    lrDecay: rate(0, "decay of the step size: η / (1 + (t - 1)·lrDecay)"),
    initialAccumulatorValue: rate(0, "where the sum of squares starts"),
    eps: epsilon(1e-10, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
  },
  state: ["sum"],
  rule({ w, g, sum }, { lr, lrDecay, initialAccumulatorValue, eps, weightDecay }, t) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    sum = (t === 1 ? initialAccumulatorValue : sum) + d * d;
    w = w - ((lr / (1 + (t - 1) * lrDecay)) * d) / (Math.sqrt(sum) + eps);
    return { w, sum };
  },
});
