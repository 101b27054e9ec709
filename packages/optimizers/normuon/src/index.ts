import { newtonSchulz } from "@downhill/linalg";
import { isHidden, matrixOf, momentumRule, stepByAdamW, stepRule } from "@downhill/linalg/hidden";
import { array, decay, epsilon, flag, rate, tensorwise, whole } from "@downhill/plugin";
import { normalizeOutputs } from "./normalize.ts";

/**
 * NorMuon: Muon, whose orthogonal step is then made even between a layer's outputs, by a second moment for each of them.
 *
 * m = μm + (1 - μ)g, O = the orthogonal matrix nearest to (1 - μ)g + μm (of m without `nesterov`), by Newton–Schulz;
 * v = β₂v + (1 - β₂)·mean(O²), one number for each output; Ô = O / (√v + 10⁻¹⁰), scaled back to the norm that O had;
 * W = (1 - lr·λ)W - lr·√max(1, outputs / inputs)·Ô.
 *
 * As the authors' code, where the paper scales by 0.2·√(outputs·inputs) / ‖Ô‖. v has no correction of its bias: scaling
 * back takes it out. Deviations: Newton–Schulz in the arrays' own precision, where theirs is in bfloat16; kernels of
 * more axes are matrices of outputs × all else throughout, where theirs normalise along the last axis.
 *
 * Only weights of hidden layers are moved so: `role` weight or none, not of the `output` layer, two axes or more, outputs
 * along the first or last (`outputAxis`). All else (vectors, biases, scales, embeddings, the output layer) is moved by
 * AdamW with the hyperparameters `adam…`, whose defaults are those of the authors' NorMuonWithAuxAdam.
 *
 * A step of a matrix takes its Newton–Schulz products and little else, as Muon's.
 *
 * The first step is along the first gradient. A gradient of zeros, and so a momentum of zeros, moves nothing but the decay.
 *
 * When to use it: As `muon`, where some neurons of a layer get far longer steps than others; authors report fewer steps
 * than Muon's for language models. One number per output more than Muon.
 */
export const normuon = tensorwise({
  name: "normuon",
  doc: "Muon with steps made even between the outputs of a layer.",
  paper: "Li et al. 2025, algorithm 1, arXiv:2510.05491",
  reference: "zichongli5/NorMuon SingleDeviceNorMuon, its Newton–Schulz in the arrays' precision; the rest AdamW",
  hyper: {
    lr: rate(0.02, "step size of hidden matrices, η", [1e-3, 1e-1]),
    momentum: decay(0.95, "decay of the momentum, μ", [0.8, 0.99]),
    beta2: decay(0.95, "decay of the outputs' second moments, β₂", [0.8, 0.999]),
    nesterov: flag(1, "go a step further along the momentum"),
    nsSteps: whole(5, "Newton–Schulz steps", [1, 10]),
    weightDecay: rate(0, "decoupled weight decay of hidden matrices, λ"),
    adamLr: rate(3e-4, "AdamW's step size, for all other parameters"),
    adamBeta1: decay(0.9, "AdamW's decay of the first moment, β₁", undefined, { search: false }),
    adamBeta2: decay(0.95, "AdamW's decay of the second moment, β₂", undefined, { search: false }),
    adamEps: epsilon(1e-10, "AdamW's ε"),
    adamWeightDecay: rate(0, "AdamW's decoupled weight decay", undefined, { search: false }),
  },
  state: {
    m: 0,
    v: array({
      shape: (parameter) => (isHidden(parameter) ? [parameter.shape[parameter.outputAxis]!] : parameter.shape),
    }),
    u: array({ shape: (parameter) => (isHidden(parameter) ? parameter.shape : [0]), saved: false }),
  },
  update(tensor, hyper, t, ops) {
    const { w, g, m, v, u } = tensor;
    const length = w.length;
    if (!isHidden({ ...tensor, length })) {
      stepByAdamW(tensor, hyper, t, ops);
      return;
    }
    const { lr, momentum: mu, beta2, nesterov, nsSteps, weightDecay } = hyper;
    const { rows, columns, outputs, inputs } = matrixOf({ ...tensor, length });
    ops.map(momentumRule, { g, m, u }, { mu, nesterov });
    // Where the optimizer is told to apply what is not finite, it does.
    if (Number.isFinite(ops.maxAbs(u))) newtonSchulz(u, u, rows, columns, { steps: nsSteps });
    const before = ops.norm(u);
    normalizeOutputs(u, v, tensor.outputAxis === 0, beta2);
    const scale = (before / (ops.norm(u) + 1e-10)) * Math.sqrt(Math.max(1, outputs / inputs));
    ops.map(stepRule, { w, u }, { decayed: 1 - lr * weightDecay, size: lr * scale });
  },
});
