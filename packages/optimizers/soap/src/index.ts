import { gramAlong, multiplyAlong } from "@downhill/linalg/along";
import {
  array,
  decay,
  epsilon,
  type FloatArray,
  flag,
  number,
  rate,
  type ShapeFacts,
  scalar,
  tensorwise,
  whole,
} from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";
import { type Axis, axesOf } from "./axes.ts";
import { firstBasis, nextBasis } from "./basis.ts";

type Values<K extends string> = Record<K, number>;

const statistic = ({ s, gram }: Values<"s" | "gram">, { beta }: Values<"beta">) => {
  s = beta * s + (1 - beta) * gram;
  return { s };
};
const first = ({ m, g }: Values<"m" | "g">, { beta1 }: Values<"beta1">) => {
  m = beta1 * m + (1 - beta1) * g;
  return { m };
};
/** x is the rotated gradient before, the rotated momentum after. */
const second = ({ v, x }: Values<"v" | "x">, { beta2 }: Values<"beta2">) => {
  v = beta2 * v + (1 - beta2) * (x * x);
  return { v };
};
const divide = ({ v, x }: Values<"v" | "x">, { eps }: Values<"eps">) => {
  const d = Math.sqrt(v) + eps;
  x = d > 0 ? x / d : 0;
  return { x };
};
const step = ({ w, x }: Values<"w" | "x">, { size, decayed }: Values<"size" | "decayed">) => {
  w = decayed * (w - size * x);
  return { w };
};

const axes = ({ shape, hyper }: Pick<ShapeFacts, "shape" | "hyper">) =>
  axesOf(shape, hyper.maxPrecondDim!, hyper.precondition1d === 1);
const matrices = (facts: ShapeFacts) => [axes(facts).reduce((sum, { size }) => sum + size * size, 0)];
const widest = (facts: ShapeFacts) => [Math.max(0, ...axes(facts).map(({ size }) => size * size))];

/**
 * SOAP: Adam in the eigenbasis of Shampoo's statistics.
 *
 * For each axis of a tensor S = β_s·S + (1 - β_s)GGᵀ, G the gradient with that axis as rows, and Q, about S's eigenvectors;
 * m = β₁m + (1 - β₁)g; v = β₂v + (1 - β₂)g'² with g' = Q_LᵀgQ_R; u = Q_L(m' / (√v + ε))Q_Rᵀ with m' = Q_LᵀmQ_R;
 * w = (1 - lr·λ)(w - lr·√(1 - β₂ᵏ) / (1 - β₁ᵏ)·u).
 *
 * **A parameter's first step only takes the first basis: it moves nothing, decays nothing and is not counted in k**, also
 * of a tensor without a basis. Then every `preconditionFrequency` of k, after the step: v along the axis and Q's columns
 * are put in the order of QᵀSQ's diagonal, and Q = the orthogonal factor of SQ. v is not rotated into the new basis.
 * ε is added before the bias is corrected; decay comes after the step. `shampooBeta` -1 is β₂.
 *
 * A step takes, for each axis of length n, four products of n multiplications a weight: some 300 ns of 784 × 512; one that takes bases
 * has n³ operations more.
 *
 * Deviations: an axis longer than `maxPrecondDim` is not rotated, as in the reference, but the default is 1024 where
 * theirs is 10000, since a basis takes n³ operations; axes are not merged. Vectors are rotated with `precondition1d` only,
 * else they are moved by Adam, as scalars are. Statistics and bases are in the arrays' type, their decompositions in
 * float64. With gradients of zeros, or statistics that have overflowed (in float32 beyond gradients of 1.8e19), the last
 * basis stays; the first is then the axes themselves. Where the first gradient has less rank than an axis its basis is
 * not unique, and other implementations go other ways.
 *
 * When to use it: For language models and ill-conditioned networks where a step of the gradient is expensive: about a
 * third fewer steps than AdamW by its authors' report, at several times its cost. Axes beyond `maxPrecondDim` are not
 * rotated. The first step moves nothing.
 */
export const soap = tensorwise({
  name: "soap",
  doc: "Adam in the eigenbasis of Shampoo's statistics.",
  paper: "Vyas et al. 2024, algorithm 3, arXiv:2409.11321",
  reference: "nikhilvyas/SOAP soap.py, in float64",
  hyper: {
    lr: rate(3e-3, "step size, η"),
    beta1: decay(0.95, "decay of the first moment, β₁"),
    beta2: decay(0.95, "decay of the second moment, β₂"),
    shampooBeta: number(-1, "decay of the statistics; -1: β₂", [-1, 0.999], { search: false }),
    eps: epsilon(1e-8, "added to the root, ε"),
    weightDecay: rate(0.01, "decoupled weight decay, λ"),
    preconditionFrequency: whole(10, "steps between two bases", [1, 100]),
    maxPrecondDim: whole(1024, "the length beyond which an axis has no basis", [64, 8192], { fixed: true }),
    precondition1d: flag(0, "rotate vectors too", { fixed: true }),
    normalizeGrads: flag(0, "scale each tensor's step to a root mean square of 1"),
    correctBias: flag(1, "correct the averages for their start at 0"),
  },
  state: {
    m: 0,
    v: 0,
    /** Steps taken; -1 before the first basis. */
    k: scalar(-1),
    s: array({ shape: matrices }),
    q: array({ shape: matrices }),
    x: array({ saved: false }),
    y: array({ saved: false }),
    z: array({ saved: false }),
    gram: array({ shape: widest, saved: false }),
  },
  check({ shampooBeta: beta }) {
    if (beta !== -1 && !(beta >= 0 && beta <= 1)) return `shampooBeta must be -1 or in [0, 1], got ${beta}`;
    return undefined;
  },
  update(tensor, hyper, _, ops) {
    const { w, g, m, v, s, q, x, y, z, gram } = tensor;
    const { lr, beta1, beta2, eps, weightDecay, preconditionFrequency, normalizeGrads, correctBias } = hyper;
    const rotated = axes(tensor);
    const part = (all: FloatArray, { at, size }: Axis) => all.subarray(at, at + size * size);
    const own = ({ size }: Axis) => gram.subarray(0, size * size);
    const learn = () => {
      for (const axis of rotated) {
        gramAlong(own(axis), g, axis, x);
        const beta = hyper.shampooBeta === -1 ? beta2 : hyper.shampooBeta;
        ops.map(statistic, { s: part(s, axis), gram: own(axis) }, { beta });
      }
    };
    const finite = (axis: Axis) => Number.isFinite(ops.maxAbs(part(s, axis)));

    if (tensor.k < 0) {
      tensor.k = 0;
      learn();
      for (const axis of rotated) {
        const basis = part(q, axis);
        if (finite(axis)) firstBasis(basis, part(s, axis), axis.size, own(axis).subarray(0, axis.size));
        else for (let i = 0; i < basis.length; i += axis.size + 1) basis[i] = 1;
      }
      return;
    }
    tensor.k++;
    x.set(g);
    for (const axis of rotated) multiplyAlong(x, part(q, axis), axis, true, y, z);
    ops.map(second, { v, x }, { beta2 });
    ops.map(first, { m, g }, { beta1 });
    x.set(m);
    for (const axis of rotated) multiplyAlong(x, part(q, axis), axis, true, y, z);
    ops.map(divide, { v, x }, { eps });
    for (const axis of rotated) multiplyAlong(x, part(q, axis), axis, false, y, z);
    let size = correctBias ? (lr * Math.sqrt(1 - pow(beta2, tensor.k))) / (1 - pow(beta1, tensor.k)) : lr;
    if (normalizeGrads) size /= 1e-30 + ops.norm(x) / Math.sqrt(x.length || 1);
    ops.map(step, { w, x }, { size, decayed: 1 - lr * weightDecay });

    learn();
    if (tensor.k % Math.max(1, preconditionFrequency) === 0)
      for (const axis of rotated) if (finite(axis)) nextBasis(part(q, axis), part(s, axis), v, axis, own(axis));
  },
});
