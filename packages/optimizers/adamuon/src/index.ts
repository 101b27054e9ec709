import { newtonSchulz } from "@downhill/linalg";
import { isHidden, matrixOf, momentumRule, stepByAdamW, stepRule } from "@downhill/linalg/hidden";
import { array, decay, epsilon, flag, rate, tensorwise, whole } from "@downhill/plugin";

type Values<K extends string> = Record<K, number>;

const direction = ({ u }: Values<"u">) => ({ u: Math.sign(u) });

const adapt = ({ u, v }: Values<"u" | "v">, { mu, eps }: Values<"mu" | "eps">) => {
  v = mu * v + (1 - mu) * (u * u);
  u = u / (Math.sqrt(v) + eps);
  return { u, v, squares: u * u };
};

/**
 * AdaMuon: Muon with Adam's second moment, of the orthogonal step rather than the gradient, and steps of one size.
 *
 * m = μm + (1 - μ)g, O = the orthogonal matrix nearest to sign((1 - μ)g + μm) (of sign(m) without `nesterov`), by
 * Newton–Schulz; v = μv + (1 - μ)O², by element; Ô = O / (√v + ε);
 * W = (1 - lr·λ)W - lr·0.2·√(outputs·inputs) / (‖Ô‖ + ε)·Ô: every step has a root mean square of 0.2·lr, as AdamW's.
 *
 * The sign is taken before the iteration, which others leave out; μ is the decay of both moments. v's bias is not
 * corrected: the last scaling takes it out, so the first step is along the signs of O. **Where O has elements that are 0
 * but for rounding (gradients with equal or orthogonal rows), the division by √v makes full steps of them.**
 * Deviation: Newton–Schulz in the arrays' own precision, where the authors' is in bfloat16.
 *
 * Only weights of hidden layers are moved so: `role` weight or none, not of the `output` layer, two axes or more (kernels
 * are matrices of outputs × all else), outputs along the first or last (`outputAxis`). All else (vectors, biases, scales, embeddings, the output layer) is moved by
 * AdamW with the hyperparameters `adam…`.
 *
 * A step of a matrix takes its Newton–Schulz products and little else, as Muon's.
 *
 * A gradient of zeros, and so a momentum of zeros, moves nothing but the decay.
 *
 * When to use it: For hidden matrices of transformers, where Muon's steps of different layers should all have one size,
 * so that AdamW's rates carry over. One array more than Muon, and its five products a step; not for small or narrow
 * networks. Young: few results beside its authors'.
 */
export const adamuon = tensorwise({
  name: "adamuon",
  doc: "Muon with a second moment of its orthogonal steps, as large as AdamW's.",
  paper: "Si, Zhang & Shen 2025, algorithm 1, arXiv:2507.11005",
  reference: "Chongjie-Si/AdaMuon gpt2/models/optimizers/adamuon.py, its Newton–Schulz in the arrays' precision",
  hyper: {
    lr: rate(0.02, "step size of hidden matrices, η", [1e-3, 1e-1]),
    momentum: decay(0.95, "decay of both moments, μ", [0.8, 0.99]),
    nesterov: flag(1, "go a step further along the momentum"),
    nsSteps: whole(5, "Newton–Schulz steps", [1, 10]),
    eps: epsilon(1e-8, "added to the root and to the norm, ε"),
    weightDecay: rate(0.01, "decoupled weight decay of hidden matrices, λ"),
    adamLr: rate(1e-3, "AdamW's step size, for all other parameters"),
    adamBeta1: decay(0.9, "AdamW's decay of the first moment, β₁", undefined, { search: false }),
    adamBeta2: decay(0.999, "AdamW's decay of the second moment, β₂", undefined, { search: false }),
    adamEps: epsilon(1e-8, "AdamW's ε"),
    adamWeightDecay: rate(0.01, "AdamW's decoupled weight decay", undefined, { search: false }),
  },
  state: {
    m: 0,
    v: 0,
    u: array({ shape: (parameter) => (isHidden(parameter) ? parameter.shape : [0]), saved: false }),
  },
  update(tensor, hyper, t, ops) {
    const { w, g, m, v, u } = tensor;
    const length = w.length;
    if (!isHidden({ ...tensor, length })) {
      stepByAdamW(tensor, hyper, t, ops);
      return;
    }
    const { lr, momentum: mu, nesterov, nsSteps, eps, weightDecay } = hyper;
    const { rows, columns } = matrixOf({ ...tensor, length });
    ops.map(momentumRule, { g, m, u }, { mu, nesterov });
    ops.map(direction, { u });
    // Where the optimizer is told to apply what is not finite, it does.
    if (Number.isFinite(ops.maxAbs(u))) newtonSchulz(u, u, rows, columns, { steps: nsSteps });
    const norm = Math.sqrt(ops.map(adapt, { u, v }, { mu, eps }).squares);
    // Without a momentum there is no step to scale, nor a norm to divide by where ε is 0.
    const scale = norm === 0 ? 0 : (0.2 * Math.sqrt(length)) / (norm + eps);
    ops.map(stepRule, { w, u }, { decayed: 1 - lr * weightDecay, size: lr * scale });
  },
});
