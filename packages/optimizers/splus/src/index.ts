import { gramColumns, gramRows, matmulNN, matmulNT, matmulTN } from "@downhill/linalg";
import { array, decay, epsilon, rate, type ShapeFacts, scalar, tensorwise, whole } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";
import { renew, turnColumns, turnRows } from "./basis.ts";

type Values<K extends string> = Record<K, number>;

const momentum = ({ m, g }: Values<"m" | "g">, { beta1 }: Values<"beta1">) => {
  m = m + (1 - beta1) * (g - m);
  return { m };
};
const statistic = ({ s, gram }: Values<"s" | "gram">, { beta2 }: Values<"beta2">) => {
  s = s + (1 - beta2) * (gram - s);
  return { s };
};
const direction = ({ u }: Values<"u">) => ({ u: Math.sign(u) });
/** The average is of the weights before they decay. */
const step = (
  { w, u, ema }: Values<"w" | "u" | "ema">,
  { size, emaRate, decayed }: Values<"size" | "emaRate" | "decayed">,
) => {
  w = w - size * u;
  ema = emaRate * ema + (1 - emaRate) * w;
  w = decayed * w;
  return { w, ema };
};

/** A matrix whose sides are short enough has a rate of its own kind, and a basis for each side that is shorter still. */
const isMatrix = (shape: readonly number[], maxDim: number) =>
  shape.length === 2 && shape.every((size) => size > 0 && size <= maxDim);
const squareOf = (axis: 0 | 1) =>
  array({
    shape: ({ shape, hyper }: ShapeFacts) =>
      shape.length === 2 && shape[0]! * shape[1]! > 0 && shape[axis]! < hyper.maxDim!
        ? [shape[axis]!, shape[axis]!]
        : [0],
  });

/**
 * SPlus: the sign of the momentum, taken in the eigenbasis of Shampoo's statistics, which is so stable that it may be old.
 *
 * M = β₁M + (1 - β₁)G; U = Q_L sign(Q_LᵀMQ_R) Q_Rᵀ; S_L = β₂S_L + (1 - β₂)GGᵀ, S_R = β₂S_R + (1 - β₂)GᵀG;
 * W = W - η'U, η' = 2·lr / (rows + columns); the average of W; W = (1 - η'λ)W. At a parameter's first step and every
 * `inverseEvery`, Q = the eigenvectors of S + εI, for the steps to come; before the first, Q = I: plain sign descent.
 *
 * `weights()` gives the average, corrected for its start at 0: evaluate with it, since the weights themselves are as noisy
 * as a sign. **The rate is far larger than Adam's**, about twice Adam's times the width: 0.1 to 0.2. What is no matrix (vectors, scalars,
 * kernels), or has a side longer than `maxDim`, has η' = lr·`nonstandardConstant` and, but for a matrix's shorter sides,
 * no basis. A side as long as `maxDim` has none either, but the matrix's rate.
 *
 * A step takes, for each side of length n, three products of n multiplications a weight: some 200 ns of 784 × 512; one that takes
 * eigenvectors has some 10·n³ operations more.
 *
 * M's bias is not corrected, as only signs count. As the authors' PyTorch code; their JAX code averages the weights before the step, decays by them, and takes embeddings
 * and the like for no matrices. Deviation: the default of `maxDim` is 1024, theirs 10000, as a basis takes n³ operations.
 * Statistics and bases are in the arrays' type, eigenvectors are computed in float64. A momentum of zeros moves nothing but the decay. Where
 * gradients have less rank than a side, elements that are 0 but for rounding get a sign all the same, and implementations
 * go different ways. In float32, gradients beyond 1.8e19 make statistics infinite: the last bases stay.
 *
 * When to use it: For transformers, where Shampoo's roots would have to be computed often: its bases may be a hundred
 * steps old. Matrices of both sides and an average of the weights to keep; evaluate `weights()`. Its rate is a hundred
 * times Adam's. Young: few results beside its authors'.
 */
export const splus = tensorwise({
  name: "splus",
  doc: "Signs of the momentum in the eigenbasis of Shampoo's statistics, and averaged weights.",
  paper: "Frans, Levine & Abbeel 2025, algorithm 1, arXiv:2506.07254",
  reference: "kvfrans/splus torch/splus.py SPlus, in float64",
  hyper: {
    lr: rate(0.1, "step size, of matrices times 2 / (rows + columns)", [1e-2, 1]),
    beta1: decay(0.9, "decay of the momentum, β₁"),
    beta2: decay(0.999, "decay of the statistics, β₂"),
    emaRate: decay(0.999, "decay of the averaged weights", undefined, { search: false }),
    inverseEvery: whole(100, "steps between two bases", [1, 1000]),
    eps: epsilon(1e-30, "added to the statistics' diagonals, ε"),
    weightDecay: rate(0.01, "decoupled weight decay, λ"),
    maxDim: whole(1024, "the length from which on a side has no basis", [64, 8192], { fixed: true }),
    nonstandardConstant: rate(1e-3, "the rate of what is no matrix, in parts of lr", undefined, { search: false }),
  },
  state: {
    m: 0,
    ema: 0,
    /** Steps taken. */
    k: scalar(0),
    left: squareOf(0),
    right: squareOf(1),
    leftBasis: squareOf(0),
    rightBasis: squareOf(1),
    u: array({ saved: false }),
    x: array({ saved: false }),
    leftGram: array({ ...squareOf(0), saved: false }),
    rightGram: array({ ...squareOf(1), saved: false }),
  },
  weights: ({ w, ema, k }, { emaRate }) => {
    const share = 1 - pow(emaRate, k);
    return share > 0 ? ema.map((x) => x / share) : w;
  },
  update(tensor, hyper, _, ops) {
    const { w, g, m, ema, u, x, left, right, leftBasis, rightBasis, leftGram, rightGram, shape } = tensor;
    const { lr, beta1, beta2, emaRate, inverseEvery, eps, weightDecay, maxDim, nonstandardConstant } = hyper;
    const [rows = 1, columns = 1] = shape;
    ops.map(momentum, { m, g }, { beta1 });
    u.set(m);
    const based = tensor.k > 0;
    tensor.k++;
    if (based && left.length) turnRows(matmulTN, u, x, leftBasis, rows, columns);
    if (based && right.length) turnColumns(matmulNN, u, x, rightBasis, rows, columns);
    ops.map(direction, { u });
    if (based && left.length) turnRows(matmulNN, u, x, leftBasis, rows, columns);
    if (based && right.length) turnColumns(matmulNT, u, x, rightBasis, rows, columns);
    const size = isMatrix(shape, maxDim) ? lr * (2 / (rows + columns)) : lr * nonstandardConstant;
    ops.map(step, { w, u, ema }, { size, emaRate, decayed: 1 - size * weightDecay });

    const renews = tensor.k === 1 || tensor.k % Math.max(1, inverseEvery) === 0;
    if (left.length) gramRows(leftGram, g, rows, columns);
    if (right.length) gramColumns(rightGram, g, rows, columns);
    for (const [s, gram, basis, n] of [
      [left, leftGram, leftBasis, rows],
      [right, rightGram, rightBasis, columns],
    ] as const) {
      if (!s.length) continue;
      ops.map(statistic, { s, gram }, { beta2 });
      if (!renews) continue;
      const finite = Number.isFinite(ops.maxAbs(s));
      if (finite) renew(basis, s, gram, n, eps);
      else if (!based) for (let i = 0; i < n * n; i += n + 1) basis[i] = 1;
    }
  },
});
