import { decay, epsilon, flag, rate, scalar, tensorwise } from "@downhill/plugin";

/**
 * NovoGrad: momentum over gradients that are divided by a moving average of their tensor's norm.
 *
 * One number per tensor takes the place of Adam's second moment: v = β₂v + (1 - β₂)‖g‖², in float64 whatever the weights
 * are. ε is outside the root, nothing corrects a bias, and decay enters the momentum, beside the divided gradient: times
 * lr, but not divided. As in timm and the authors' code, v is ‖g‖² itself whenever it was exactly 0: at step 1, and at the
 * first gradient that is not 0 (Optax: at step 1 only). Without `gradAveraging`, as in the paper's Algorithm 1, the momentum
 * is a sum: steps are up to 1 / (1 - β₁) times as long. Defaults are timm's; Optax has β₁ = 0.9, β₂ = 0.25, ε = 1e-6.
 *
 * Step 1 has length lr for each tensor, however many elements it has. A gradient of 0 adds nothing but decay, and the tensor
 * goes on along m; with ε = 0 too, where v is 0 (the reference: NaN).
 *
 * When to use it: For speech and large convolutional networks, at half of Adam's state and with robust large batches.
 * One number divides a whole tensor, so not where elements of one tensor have gradients of very different sizes, as in
 * embeddings.
 */
export const novograd = tensorwise({
  name: "novograd",
  doc: "Momentum over gradients divided by their tensor's norm.",
  paper: "Ginsburg et al. 2019, Algorithm 1, arXiv:1905.11286",
  reference: "timm.optim.NvNovoGrad",
  hyper: {
    lr: rate(1e-3, "step size"),
    beta1: decay(0.95, "decay of the momentum, β₁"),
    beta2: decay(0.98, "decay of the squared norm, β₂", [0.25, 0.999]),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "decay of the weights, enters the momentum"),
    gradAveraging: flag(0, "the momentum is an average: its new term is times 1 - β₁"),
    amsgrad: flag(0, "divide by the largest v so far"),
  },
  state: { m: 0, v: scalar(0), vMax: scalar(0) },
  update(tensor, { lr, beta1, beta2, eps, weightDecay, gradAveraging, amsgrad }, _, ops) {
    const { w, g, m } = tensor;
    const squared = ops.dot(g, g);
    tensor.v = tensor.v === 0 ? squared : beta2 * tensor.v + (1 - beta2) * squared;
    if (amsgrad) tensor.vMax = Math.max(tensor.vMax, tensor.v);

    const norm = Math.sqrt(amsgrad ? tensor.vMax : tensor.v) + eps || 1;
    const fresh = gradAveraging ? 1 - beta1 : 1;
    ops.map(move, { w, g, m }, { lr, beta1, weightDecay, fresh, norm });
  },
});

type Numbers = Record<"lr" | "beta1" | "weightDecay" | "fresh" | "norm", number>;

function move({ w, g, m }: Record<"w" | "g" | "m", number>, { lr, beta1, weightDecay, fresh, norm }: Numbers) {
  m = beta1 * m + fresh * (g / norm + weightDecay * w);
  w = w - lr * m;
  return { w, m };
}
