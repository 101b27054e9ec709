// A new optimizer, Lion, and its tests: vitest runs this file.
import { conformance, trajectories } from "@downhill/conformance";
import { decay, elementwise, rate } from "@downhill/plugin";

export const lion = elementwise({
  name: "lion",
  doc: "Steps of one size, along the sign of an interpolated momentum.",
  paper: "Chen et al. 2023, Algorithm 2, arXiv:2302.06675",
  reference: "the paper, by hand",
  hyper: {
    lr: rate(1e-3, "step size, η"),
    beta1: decay(0.9, "weight of the momentum in a step, β₁"),
    beta2: decay(0.99, "decay of the momentum, β₂"),
    weightDecay: rate(0, "decoupled weight decay, λ"),
  },
  state: ["m"],
  rule({ w, g, m }, { lr, beta1, beta2, weightDecay }) {
    const direction = Math.sign(beta1 * m + (1 - beta1) * g);
    w = w - lr * (direction + weightDecay * w);
    m = beta2 * m + (1 - beta2) * g;
    return { w, m };
  },
});

conformance(lion);
trajectories(lion, {
  optimizer: "lion",
  cases: [
    {
      id: "two steps, the second against the momentum of the first",
      reference: lion.reference,
      hyper: { lr: 0.1, weightDecay: 0.5 },
      params: [{ name: "w", shape: [2], init: [1, -2] }],
      steps: 2,
      grads: [[[1, -0.5]], [[-0.01, 2]]],
      trajectory: [[[0.85, -1.8]], [[0.7075, -1.81]]],
    },
  ],
});
