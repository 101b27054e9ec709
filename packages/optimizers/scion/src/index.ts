import { array, flag, number, rate, tensorwise, whole } from "@downhill/plugin";
import { byInput, byOutput, matrixOf, rootMeanSquare, signs, spectral } from "./lmo.ts";

type Values<K extends string> = Record<K, number>;

const average = ({ g, m }: Values<"g" | "m" | "u">, { momentum }: Values<"momentum">) => {
  m = (1 - momentum) * m + momentum * g;
  return { m, u: m };
};
const step = ({ w, u }: Values<"w" | "u">, { kept, size }: Values<"kept" | "size">) => {
  w = kept * w - size * u;
  return { w };
};

/**
 * Scion: each layer goes to the point of a norm's ball that lies furthest along the momentum; the norm is the layer's.
 *
 * m = (1 - α)m + αg, u = scale·lmo(m); w = (1 - lr)w - lr·u, which stays within the ball of radius `scale`, or with
 * `unconstrained` w = w - lr·u.
 *
 * **`momentum` is α, the share of the new gradient**: 1, the default, is none, 0.1 is what others call 0.9. The
 * constraint is a decay of exactly lr. No bias is corrected: the size of m does not count. lmo by `norm`, which groups set for their parameters:
 *
 * - 0, by shape: of matrices the nearest orthogonal one, by Newton–Schulz, times √(outputs / inputs); of kernels, as
 *   matrices of outputs × all else, times √(output channels / input channels) / the kernel's size; of all else m / (RMS(m) + 10⁻⁸).
 * - 1: sign(m) / inputs, for output layers. Without `normalized`, sign(m).
 * - 2: each input's weights by their root mean square, for one-hot inputs; `normalized` divides by the inputs as well.
 * - 3: each output's weights by their norm; `normalized` divides by √inputs as well.
 *
 * 1 to 3 are of matrices; vectors and the like have 0's RMS whatever the norm. The code has its own defaults of
 * `normalized` (1 for 1 and 3, 0 for 2); here it is 1. What is a matrix depends on shape and `outputAxis` alone, not on the role: an
 * embedding table wants a group with norm 2, as vocabulary is its input.
 *
 * With norm 0 a step of a matrix takes its Newton–Schulz products and little else, as Muon's.
 *
 * Deviations: Newton–Schulz in the arrays' own precision, where the authors' is in bfloat16; kernels' sizes are the
 * product of their sides, where theirs are the first side's power. The authors initialise weights on the ball, which is
 * not the optimizer's. A momentum of zeros moves nothing but the constraint.
 *
 * When to use it: For networks whose best rate should stay the same as they grow wider, with each layer in its own
 * norm. One array of state, one to work in, and Newton–Schulz on matrices. Set `norm` and `scale` for the first and last
 * layer, else results are poor; with the constraint, weights start best on their ball.
 */
export const scion = tensorwise({
  name: "scion",
  doc: "Steps to the boundary of a norm's ball, each layer in its own norm.",
  paper: "Pethick et al. 2025, algorithms 1 and 2 (uSCG, SCG), arXiv:2502.07529",
  reference: "LIONS-EPFL/scion Scion, its Newton–Schulz in the arrays' precision",
  hyper: {
    lr: rate(1e-3, "step size, γ", [1e-4, 1e-1]),
    momentum: number(1, "share of the new gradient in the momentum, α; 1: no momentum", [0.02, 1]),
    scale: number(1, "the ball's radius, ρ", [1, 3000]),
    unconstrained: flag(0, "take steps without staying within the ball"),
    norm: whole(0, "0: by shape, 1: sign, 2: by input, 3: by output", [0, 3]),
    normalized: flag(1, "with norms 1 to 3: divide by the number of inputs, or its root"),
  },
  state: { m: 0, u: array({ saved: false }) },
  check({ norm, momentum }) {
    if (norm > 3) return `norm must be 0, 1, 2 or 3, got ${norm}`;
    if (!(momentum >= 0 && momentum <= 1)) return `momentum must be in [0, 1], got ${momentum}`;
    return undefined;
  },
  update(tensor, { lr, momentum, scale, unconstrained, norm, normalized }, _, ops) {
    const { w, g, m, u, shape, outputAxis } = tensor;
    ops.map(average, { g, m, u }, { momentum });
    const matrix = matrixOf(shape, outputAxis, w.length);
    if (!matrix) rootMeanSquare(u, ops);
    else if (norm === 0) spectral(u, matrix, ops);
    else if (norm === 1) signs(u, matrix, normalized, ops);
    else if (norm === 2) byInput(u, matrix, normalized);
    else byOutput(u, matrix, normalized);
    ops.map(step, { w, u }, { kept: unconstrained ? 1 : 1 - lr, size: lr * scale });
  },
});
