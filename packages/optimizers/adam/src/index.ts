import { decay, elementwise, epsilon, flag, rate } from "@downhill/plugin";

/**
 * Adam: steps along a moving average of the gradient, each element scaled by a moving average of its square.
 *
 * As in PyTorch and the paper's Algorithm 1, ε is added after the bias correction (Keras: before it, "epsilon-hat"),
 * and weight decay is coupled: an L2 penalty's gradient. The corrections are folded into the step size, as the end of
 * the paper's section 2 proposes, with ε̂ = ε·√(1 - β₂ᵗ), which makes that equal to Algorithm 1 but for rounding.
 * With `explicitMoments`, m̂ and v̂ are computed as Algorithm 1 and the notebook have them, to the notebook's last bit.
 *
 * Step 1 moves each element by about lr, whatever its gradient's size; at a zero gradient it goes on along m.
 *
 * In float32, a gradient beyond 1.8e19 has an infinite square: v is infinite for ever, and its element moves no more
 * (`nonFiniteState: "throw"` says so); one within 1e-23 of 0 has a square of 0, so that ε alone divides. With ε = 0, and
 * in float32 with ε√(1 - β₂ᵗ) below 1e-45, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: The default for most networks, noisy or badly scaled gradients above all: it works over a wide range
 * of rates. Two arrays of state. With weight decay take `adamw`; well-tuned SGD with momentum may generalise better on
 * images.
 */
export const adam = elementwise({
  name: "adam",
  doc: "Moving averages of the gradient and its square, bias-corrected.",
  paper: "Kingma & Ba 2015, Algorithm 1, arXiv:1412.6980",
  reference: "torch.optim.Adam",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
    explicitMoments: flag(0, "correct m and v themselves, as in Algorithm 1"),
  },
  state: ["m", "v"],
  rule({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay, explicitMoments }, t) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    m = beta1 * m + (1 - beta1) * d;
    v = beta2 * v + (1 - beta2) * (d * d);

    const correction = Math.sqrt(1 - beta2 ** t);
    const folded = (((lr * correction) / (1 - beta1 ** t)) * m) / (Math.sqrt(v) + eps * correction);

    const mHat = m / (1 - beta1 ** t);
    const vHat = v / (1 - beta2 ** t);
    const explicit = (lr * mHat) / (Math.sqrt(vHat) + eps);

    w = w - (explicitMoments ? explicit : folded);
    return { w, m, v };
  },
});
