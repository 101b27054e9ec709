import { decay, elementwise, epsilon, rate } from "@downhill/plugin";

/**
 * Adamax: Adam with the largest gradient, slowly forgotten, in place of the root of the second moment.
 *
 * As in PyTorch, ε is added to |g| inside the maximum, u = max(β₂u, |g| + ε) (Keras: to u afterwards; paper: none).
 * There are no squares and no roots, so that gradients of every size that the type holds keep their meaning. m is
 * bias-corrected; u needs none. Weight decay is an L2 penalty.
 *
 * Step 1 moves each element by about lr, whatever its gradient's size. At a zero gradient it goes on along m, while u
 * shrinks. With ε = 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: Where gradients come in rare large bursts, as with sparse embeddings, and Adam's average of squares
 * would be swamped by them. It costs what Adam costs, and is otherwise seldom better.
 */
export const adamax = elementwise({
  name: "adamax",
  doc: "Adam with the infinity norm of past gradients.",
  paper: "Kingma & Ba 2015, Algorithm 2, arXiv:1412.6980",
  reference: "torch.optim.Adamax",
  hyper: {
    lr: rate(2e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the largest gradient, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
  },
  state: ["m", "u"],
  rule({ w, g, m, u }, { lr, beta1, beta2, eps, weightDecay }, t) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    m = beta1 * m + (1 - beta1) * d;
    u = Math.max(beta2 * u, Math.abs(d) + eps);
    w = w - ((lr / (1 - beta1 ** t)) * m) / u;
    return { w, m, u };
  },
});
