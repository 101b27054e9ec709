import { newtonSchulz } from "@downhill/linalg";
import { isHidden, matrixOf, momentumRule, stepByAdamW, stepRule } from "@downhill/linalg/hidden";
import { array, decay, epsilon, flag, number, rate, tensorwise, whole } from "@downhill/plugin";

/**
 * Muon: momentum, whose matrix is replaced by the nearest orthogonal one, U·Vᵀ of its U·Σ·Vᵀ, so that every direction
 * moves alike. Newton–Schulz' iteration gets there with products alone: X ← aX + (bA + cA²)X with A = XXᵀ.
 *
 * As in PyTorch: the momentum is a moving average; with `nesterov` the direction is (1 - μ)g + μm, without a correction of
 * the bias; X₀ = u / max(‖u‖, ε); the step is scaled by √max(1, outputs / inputs), or with `matchRms` by
 * `rmsScale`·√max(outputs, inputs), which makes it as large as AdamW's; decay is decoupled, times lr, and comes first.
 * Deviations: the iteration runs in the arrays' own precision, where PyTorch's runs in bfloat16; kernels of more axes are
 * matrices of outputs × all else, as in Jordan's code, where PyTorch refuses them.
 *
 * Only weights of hidden layers are moved so: `role` weight or none, not of the `output` layer, two axes or more, outputs
 * along the first or last (`outputAxis`). All else (vectors, biases, scales, embeddings, the output layer) is moved by
 * AdamW with the hyperparameters `adam…`; where PyTorch wants a second optimizer.
 *
 * A step takes `nsSteps`·(1.5·s²·l + ½s³) multiplications for a matrix of sides s ≤ l, and little else: some 300 ns a weight of
 * 784 × 512.
 *
 * The first step is along the first gradient. A gradient of zeros, and so a momentum of zeros, moves nothing but the decay.
 *
 * When to use it: For the hidden matrices of transformers and convolutional networks: the strongest of the newer
 * methods in independent speedruns, with half of Adam's state. Five products of the matrix a step, worth it where
 * gradients cost more. Embeddings, output layer, biases and scales go to AdamW by themselves, with a rate of their own.
 * Not for fine-tuning of what AdamW has trained.
 */
export const muon = tensorwise({
  name: "muon",
  doc: "Momentum, made orthogonal: every direction of a layer's matrix moves alike.",
  paper:
    "Jordan et al. 2024, kellerjordan.github.io/posts/muon; Liu et al. 2025, arXiv:2502.16982, equation 4 (matchRms)",
  reference: "torch.optim.Muon, its Newton–Schulz in the arrays' precision; the rest torch.optim.AdamW",
  hyper: {
    lr: rate(1e-3, "step size of hidden matrices, η", [1e-4, 1e-1]),
    momentum: decay(0.95, "decay of the momentum, μ", [0.8, 0.99]),
    nesterov: flag(1, "go a step further along the momentum"),
    eps: epsilon(1e-7, "the least norm that is divided by, ε"),
    weightDecay: rate(0.1, "decoupled weight decay of hidden matrices, λ"),
    matchRms: flag(0, "scale steps to the size of AdamW's, in place of √max(1, outputs / inputs)"),
    rmsScale: number(0.2, "with matchRms: the step's root mean square", [0.1, 0.4], { search: false }),
    nsA: number(3.4445, "coefficient of X, a", [3.2, 3.6], { search: false }),
    nsB: number(-4.775, "coefficient of AX, b", [-4.9, -4.6], { search: false }),
    nsC: number(2.0315, "coefficient of A²X, c", [1.95, 2.1], { search: false }),
    nsSteps: whole(5, "Newton–Schulz steps", [1, 10]),
    adamLr: rate(1e-3, "AdamW's step size, for all other parameters"),
    adamBeta1: decay(0.9, "AdamW's decay of the first moment, β₁", undefined, { search: false }),
    adamBeta2: decay(0.999, "AdamW's decay of the second moment, β₂", undefined, { search: false }),
    adamEps: epsilon(1e-8, "AdamW's ε"),
    adamWeightDecay: rate(0.01, "AdamW's decoupled weight decay", undefined, { search: false }),
  },
  state: {
    m: 0,
    v: array({ shape: (parameter) => (isHidden(parameter) ? [0] : parameter.shape) }),
    u: array({ shape: (parameter) => (isHidden(parameter) ? parameter.shape : [0]), saved: false }),
  },
  update(tensor, hyper, t, ops) {
    const { w, g, m, u } = tensor;
    const length = w.length;
    if (!isHidden({ ...tensor, length })) {
      stepByAdamW(tensor, hyper, t, ops);
      return;
    }
    const { lr, momentum: mu, nesterov, eps, weightDecay, matchRms, rmsScale, nsA, nsB, nsC, nsSteps } = hyper;
    const { rows, columns, outputs, inputs } = matrixOf({ ...tensor, length });
    ops.map(momentumRule, { g, m, u }, { mu, nesterov });
    // Where the optimizer is told to apply what is not finite, it does.
    if (Number.isFinite(ops.maxAbs(u)))
      newtonSchulz(u, u, rows, columns, { steps: nsSteps, coefficients: [nsA, nsB, nsC], eps: 0, least: eps });
    const scale = matchRms ? rmsScale * Math.sqrt(Math.max(outputs, inputs)) : Math.sqrt(Math.max(1, outputs / inputs));
    ops.map(stepRule, { w, u }, { decayed: 1 - lr * weightDecay, size: lr * scale });
  },
});
