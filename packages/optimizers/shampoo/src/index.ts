import { inverseRoot } from "@downhill/linalg";
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
import { axesOf, matrixElements } from "./axes.ts";

type Values<K extends string> = Record<K, number>;

const coupled = ({ w, g, d }: Values<"w" | "g" | "d">, { weightDecay }: Values<"weightDecay">) => {
  d = g + weightDecay * w;
  return { d };
};
const statistic = ({ l, gram }: Values<"l" | "gram">, { beta2, share }: Values<"beta2" | "share">) => {
  l = beta2 * l + share * gram;
  return { l };
};
const filter = (
  { d, m, x }: Values<"d" | "m" | "x">,
  { beta1, beta3, correction }: Values<"beta1" | "beta3" | "correction">,
) => {
  x = beta1 === 0 ? d : (beta3 * m + (1 - beta3) * d) / correction;
  m = beta1 * m + (1 - beta1) * d;
  return { m, x };
};
const adam = (
  { d, x, v, a }: Values<"d" | "x" | "v" | "a">,
  { beta2, correction, eps }: Values<"beta2" | "correction" | "eps">,
) => {
  v = beta2 * v + (1 - beta2) * (d * d);
  a = x / (Math.sqrt(v / correction) + eps);
  return { v, a };
};
const step = ({ w, x }: Values<"w" | "x">, { lr, decayed, scale }: Values<"lr" | "decayed" | "scale">) => {
  w = decayed * w - lr * scale * x;
  return { w };
};

const matrices = ({ shape, hyper }: ShapeFacts) => [
  matrixElements(axesOf(shape, hyper.mergeDims === 1, hyper.maxDim!).axes),
];
const widest = ({ shape, hyper }: ShapeFacts) => [
  Math.max(0, ...axesOf(shape, hyper.mergeDims === 1, hyper.maxDim!).axes.map(({ size }) => size * size)),
];

/**
 * Shampoo: a matrix for each axis of a tensor, which remembers how gradients lie along it; steps are gradients times their
 * inverse roots, L^(-1/4)·G·R^(-1/4) of a matrix.
 *
 * L ← β₂L + (1 - β₂)GGᵀ with each gradient before it is preconditioned, of β₂ = 1 the plain sum as in the paper. ε is added
 * when the root is taken, not at the start. The exponent is -1/(2·order), order the number of axes (other implementations
 * take -1/order): a vector has its full matrix, to the power of -1/2. Roots are taken at step `startPreconditioningStep`
 * (-1: `preconditionFrequency`), then at each multiple of the frequency; before the first, steps are those of the filtered gradient, or
 * with `graftAdam` of Adam, to whose norm the later ones are scaled. Decay is decoupled, times lr, unless
 * `decoupledWeightDecay` is off; then λw joins the gradient before all else. Averages are corrected for their start at 0
 * (`biasCorrection`), L and R where β₂ is below 1.
 *
 * A step takes, for each axis of length n, two products of n multiplications a weight, and where it takes roots an
 * eigendecomposition of some 10·n³ operations: some 1600 ns a weight of 784 × 512, unless `preconditionFrequency` is above 1.
 *
 * Deviations from the reference: `mergeDims` is off by default, as the paper has no such step; an axis longer than
 * `maxDim` has no matrix, where the reference cuts it into blocks; axes of length 1 are kept, as there. A tensor without
 * axes is not preconditioned, but merged it has one of length 1. As long as gradients have not had all
 * directions, a tiny ε like the default makes steps of rounding errors in float32, as in the reference: 1e-4 is safer.
 * Gradients of zeros are harmless: ε keeps the roots finite.
 * In float32, gradients beyond 1.8e19 make statistics infinite: the roots stay what they were then (`nonFiniteState: "throw"` says so).
 *
 * When to use it: For large trainings where steps are expensive and curvature pays: with grafting it won MLCommons'
 * AlgoPerf in 2024. Matrices of every axis, and their roots: n³ a time, so raise `preconditionFrequency`. Not for small
 * budgets or axes in the tens of thousands.
 */
export const shampoo = tensorwise({
  name: "shampoo",
  doc: "Preconditions along every axis of a tensor, with the inverse root of its gradients' covariance.",
  paper:
    "Gupta, Koren & Singer 2018, algorithms 1 and 2, arXiv:1802.09568; Shi et al. 2023, arXiv:2309.06497 (grafting)",
  reference: "facebookresearch/optimizers DistributedShampoo, in float64",
  hyper: {
    lr: rate(1e-2, "step size, η", [1e-3, 1]),
    beta1: decay(0.9, "decay of the filtered gradient, β₁"),
    beta2: number(1, "decay of the statistics, β₂; 1 sums them, as in the paper", [0.9, 1]),
    beta3: number(-1, "the filter's own share of the past, β₃; -1: β₁", [-1, 0.99], { search: false }),
    eps: epsilon(1e-12, "what is added to the eigenvalues, ε"),
    weightDecay: rate(0, "weight decay, λ"),
    decoupledWeightDecay: flag(1, "decay the weights, rather than add λw to the gradient"),
    preconditionFrequency: whole(1, "steps between two roots", [1, 100]),
    startPreconditioningStep: number(-1, "the first step that takes roots; -1: the frequency", [-1, 1000], {
      search: false,
    }),
    biasCorrection: flag(1, "correct the averages for their start at 0"),
    graftAdam: flag(0, "take the size of steps from Adam"),
    graftBeta2: decay(0.999, "Adam's decay of squares, with graftAdam", undefined, { search: false }),
    graftEps: epsilon(1e-8, "Adam's ε, with graftAdam"),
    mergeDims: flag(0, "make one of neighbouring axes that have up to 1024 elements together", { fixed: true }),
    maxDim: whole(1024, "the length beyond which an axis has no matrix", [64, 8192], { fixed: true }),
  },
  state: {
    m: 0,
    v: array({ when: ({ graftAdam }) => graftAdam }),
    statistics: array({ shape: matrices }),
    roots: array({ shape: matrices }),
    /** Whether roots have been taken. */
    rooted: scalar(0),
    d: array({ saved: false }),
    x: array({ saved: false }),
    a: array({ saved: false }),
    gram: array({ shape: widest, saved: false }),
  },
  check({ eps, beta2, startPreconditioningStep: start }) {
    if (eps === 0) return "eps must be above 0";
    if (beta2 > 1 || beta2 < 0) return `beta2 must be in [0, 1], got ${beta2}`;
    if (!Number.isInteger(start) || start < -1)
      return `startPreconditioningStep must be whole, at least -1, got ${start}`;
    return undefined;
  },
  update(tensor, hyper, t, ops) {
    const { w, g, m, v, statistics, roots, d, x, a, gram } = tensor;
    const { lr, beta1, beta2, eps, weightDecay, decoupledWeightDecay, preconditionFrequency, biasCorrection } = hyper;
    const { graftAdam, graftBeta2, graftEps, mergeDims, maxDim, startPreconditioningStep } = hyper;
    const beta3 = hyper.beta3 === -1 ? beta1 : hyper.beta3;
    const frequency = Math.max(1, preconditionFrequency);
    const start = startPreconditioningStep === -1 ? frequency : startPreconditioningStep;
    const { axes, order } = axesOf(tensor.shape, mergeDims === 1, maxDim);
    const part = (all: FloatArray, { at, size }: (typeof axes)[number]) => all.subarray(at, at + size * size);

    ops.map(coupled, { w, g, d }, { weightDecay: decoupledWeightDecay ? 0 : weightDecay });
    const takesRoots = t === start || (t > start && t % frequency === 0);
    const sum = beta2 < 1 && biasCorrection ? 1 - pow(beta2, t) : 1;
    for (const axis of axes) {
      const [l, own] = [part(statistics, axis), gram.subarray(0, axis.size * axis.size)];
      gramAlong(own, d, axis, x);
      ops.map(statistic, { l, gram: own }, { beta2, share: beta2 === 1 ? 1 : 1 - beta2 });
      // A statistic that has overflowed has no roots: the last ones stay.
      if (!takesRoots || !Number.isFinite(ops.maxAbs(l))) continue;
      tensor.rooted = 1;
      for (let i = 0; i < own.length; i++) own[i] = l[i]! / sum;
      inverseRoot(part(roots, axis), own, axis.size, 2 * order, eps);
    }

    ops.map(filter, { d, m, x }, { beta1, beta3, correction: biasCorrection ? 1 - beta3 * pow(beta1, t - 1) : 1 });
    let scale = 1;
    if (graftAdam) {
      const correction = biasCorrection ? 1 - pow(graftBeta2, t) : 1;
      ops.map(adam, { d, x, v, a }, { beta2: graftBeta2, correction, eps: graftEps });
      scale = ops.norm(a);
    }
    if (graftAdam && t < start) x.set(a);
    else {
      if (tensor.rooted) for (const axis of axes) multiplyAlong(x, part(roots, axis), axis, false, d, a);
      if (graftAdam) scale /= ops.norm(x) + 1e-16;
    }
    if (graftAdam && t < start) scale = 1;
    ops.map(step, { w, x }, { lr, decayed: decoupledWeightDecay ? 1 - lr * weightDecay : 1, scale });
  },
});
