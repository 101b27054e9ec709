import { decay, elementwise, rate } from "@downhill/plugin";

/**
 * Lion: every element moves by lr, against the sign of a mix of momentum and gradient.
 *
 * The step sees β₁ of the old momentum, which then takes in the gradient with a longer memory β₂. Nothing is divided:
 * there is no ε, no second moment and no bias to correct. Rates want to be 3 to 10 times smaller than Adam's, and decay
 * larger by as much. Decay is decoupled, times lr, on the old weights (timm's default: 0; Optax's 1e-3).
 *
 * Step 1 moves each element by lr; where gradients have all been 0, sign(0) = 0: it rests, or decays. A gradient that
 * vanishes leaves the steps at lr until the momentum has vanished too.
 *
 * When to use it: To train large models with half of Adam's state; its authors report gains on images and language.
 * Take a third to a tenth of Adam's rate and a larger decay. With small batches the sign of a noisy gradient does worse
 * than Adam.
 */
export const lion = elementwise({
  name: "lion",
  doc: "Steps of one size along the sign of interpolated momentum.",
  paper: "Chen et al. 2023, Algorithm 2, arXiv:2302.06675",
  reference: "timm.optim.Lion",
  hyper: {
    lr: rate(1e-4, "step size η"),
    beta1: decay(0.9, "how much of the step is momentum, β₁"),
    beta2: decay(0.99, "decay of the momentum, β₂"),
    weightDecay: rate(0, "decay of the weights, λ, times lr"),
  },
  state: ["m"],
  rule({ w, g, m }, { lr, beta1, beta2, weightDecay }) {
    const c = beta1 * m + (1 - beta1) * g;
    m = beta2 * m + (1 - beta2) * g;
    w = w - lr * weightDecay * w - lr * Math.sign(c);
    return { w, m };
  },
});
