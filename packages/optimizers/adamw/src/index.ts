import { decay, elementwise, epsilon, rate } from "@downhill/plugin";

/**
 * AdamW: Adam, with a weight decay that is no part of the gradient, so that the division does not touch it.
 *
 * As in PyTorch, the decay is multiplied by the learning rate and acts before the step, on the old weights: w ← w -
 * lr·λ·w. The paper's Algorithm 2 multiplies λ by the schedule η alone and not by α: its λ is lr·λ here. ε is outside
 * the root and added after the bias correction, which is folded into the step size as in `adam`; without decay this is
 * `adam` to the bit. The default decay is PyTorch's 0.01 (Optax: 1e-4, Keras: 0.004).
 *
 * At step 1 each element moves by about lr, whatever its gradient's size; at a zero gradient it goes on along m, and
 * decays.
 *
 * In float32, a gradient beyond 1.8e19 has an infinite square: v is infinite for ever, and its element only decays
 * (`nonFiniteState: "throw"` says so); one within 1e-23 of 0 has a square of 0, so that ε alone divides. With ε = 0,
 * and in float32 with ε√(1 - β₂ᵗ) below 1e-45, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: The default for transformers and wherever weights are decayed. Two arrays of state; it wants a
 * warm-up and a falling rate for large models. Do not decay biases and scales: give them a group.
 */
export const adamw = elementwise({
  name: "adamw",
  doc: "Adam with decoupled weight decay.",
  paper: "Loshchilov & Hutter 2019, Algorithm 2, arXiv:1711.05101",
  reference: "torch.optim.AdamW",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0.01, "decay of the weights, λ, times lr"),
  },
  state: ["m", "v"],
  rule({ w, g, m, v }, { lr, beta1, beta2, eps, weightDecay }, t) {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * (g * g);

    const correction = Math.sqrt(1 - beta2 ** t);
    const step = (((lr * correction) / (1 - beta1 ** t)) * m) / (Math.sqrt(v) + eps * correction);
    w = w - lr * weightDecay * w - step;
    return { w, m, v };
  },
});
