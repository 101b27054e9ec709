import { decay, elementwise, rate } from "@downhill/optimizer";

/**
 * Adam: steps along a moving average of the gradient, each element scaled by a moving average of its square.
 *
 * As in PyTorch and the paper's Algorithm 1, ε is added after the bias correction (Keras: before it, "epsilon-hat"),
 * and weight decay is coupled: an L2 penalty's gradient.
 */
export const adam = elementwise({
  name: "adam",
  doc: "Moving averages of the gradient and its square, bias-corrected.",
  paper: "Kingma & Ba 2015, Algorithm 1, arXiv:1412.6980",
  reference: "torch.optim.Adam",
  hyper: {
    lr: rate(1e-3, "step size α", [1e-5, 1e-1]),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: rate(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
  },
  state: ["m", "v"],
  rule({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay }, t) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    m = beta1 * m + (1 - beta1) * d;
    v = beta2 * v + (1 - beta2) * (d * d);
    const mHat = m / (1 - beta1 ** t);
    const vHat = v / (1 - beta2 ** t);
    w = w - (lr * mHat) / (Math.sqrt(vHat) + eps);
    return { w, m, v };
  },
});
