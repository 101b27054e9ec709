import {
  array,
  decay,
  type FloatArray,
  flag,
  modelwise,
  number,
  rate,
  type ShapeFacts,
  scalar,
  whole,
} from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";
import { normals } from "@downhill/plugin/random";
import { factorLength, learn, multiply, type Sides, sidesOf, solve } from "./factor.ts";

type Values<K extends string> = Record<K, number>;

const average = ({ g, m }: Values<"g" | "m" | "x">, { beta1, correction }: Values<"beta1" | "correction">) => {
  m = beta1 * m + (1 - beta1) * g;
  return { m, x: m / correction };
};
const disturb = ({ y, v }: Values<"y" | "v">, { size }: Values<"size">) => {
  y = y + size * v;
  return { y };
};
const step = ({ w, x }: Values<"w" | "x">, { lr, clip, weightDecay }: Values<"lr" | "clip" | "weightDecay">) => {
  w = w - lr * (clip * x + weightDecay * w);
  return { w };
};

const sides = ({ shape, hyper }: Pick<ShapeFacts, "shape" | "hyper">): Sides =>
  sidesOf(
    shape,
    shape.reduce((product, size) => product * size, 1),
    hyper.maxSizeTriangular!,
    hyper.minNdimTriangular!,
  );
const factor = (side: 0 | 1) => (facts: ShapeFacts) => [factorLength(sides(facts), side)];

/** √ of float32's ε, also in float64. */
const NOISE = Math.sqrt(2 ** -23);

/**
 * PSGD with Kronecker factors: a preconditioner QᵀQ for each side of a matrix, learnt by descent on its group, so that
 * what gradients make of it and what random probes make of it are alike.
 *
 * m = β₁m + (1 - β₁)g, x = m / (1 - β₁ᵗ), y = x (without `momentumIntoPrecondUpdate` g), both with noise of 3·10⁻⁴·mean|y|·V,
 * V standard normal; A = Q_L y Q_Rᵀ, B = Q_L⁻ᵀ V Q_R⁻¹; Q_L = Q_L - μ·triu(AAᵀ - BBᵀ)Q_L / ‖AAᵀ + BBᵀ‖, Q_R by AᵀA and BᵀB;
 * u = Q_LᵀQ_L x Q_RᵀQ_R, clipped to a root mean square of 1.1; w = w - lr(u + λw). The norm is a lower bound of the
 * spectral one. Q starts as `precondInitScale`^(1/sides)·I, and is upper triangular.
 *
 * Vectors, sides of length 1 or longer than `maxSizeTriangular`, and tensors of fewer than `minNdimTriangular` axes have a diagonal Q; what has more than two axes is
 * a matrix of the last against the rest. Vectors do not decay. **The noise reaches the weights**, as in the
 * reference, so a run depends on the seed. Probes are drawn at each update, from a stream that is saved.
 *
 * A step draws a normal number for each weight, which takes some 60 ns each, more than all else of a vector's step. Of a matrix it takes
 * the products and the triangular solution of n³ and n²m operations, at every step: some 500 ns a weight of 784 × 512.
 *
 * Deviations: Q is updated at every step (the reference's probability falls to 0.03, for speed) and in the arrays' type; factors are balanced every 100 steps
 * rather than at random; `maxSizeTriangular` is 1024 by default, 8192 there. While everything is zero, Q grows by a factor of 1 + μ a
 * step, to 10⁴ at most here; where its products overflow, Q becomes a tenth at each step; a step that is not finite is not taken.
 *
 * When to use it: For ill-conditioned and recurrent networks, and language models, where curvature pays; fewer steps
 * than Adam at several times the cost of one. Its results depend on the seed. Not for very wide layers, whose sides
 * then have only a diagonal.
 */
export const psgdKron = modelwise({
  name: "psgd-kron",
  doc: "Learns a triangular preconditioner for each side of a matrix from random probes.",
  paper: "Li 2018, arXiv:1512.04202; Li 2022, arXiv:2211.04422 (Kronecker factors on Lie groups)",
  reference: "evanatyourservice/kron_torch Kron, updated at every step, in the arrays' precision",
  random: normals,
  hyper: {
    lr: rate(3e-4, "step size, η"),
    beta1: decay(0.9, "decay of the momentum, β₁"),
    weightDecay: rate(0, "decoupled weight decay of matrices and kernels, λ"),
    precondLr: rate(0.1, "step size of the preconditioner, μ", [0.01, 1]),
    precondInitScale: number(1, "what Q starts from", [0.1, 10], { fixed: true }),
    momentumIntoPrecondUpdate: flag(1, "learn from the momentum rather than the gradient"),
    maxSizeTriangular: whole(1024, "the length beyond which a side has a diagonal Q", [64, 8192], { fixed: true }),
    minNdimTriangular: whole(2, "the axes from which on Q is triangular", [1, 3], { fixed: true }),
  },
  state: {
    m: 0,
    /** Steps taken. */
    k: scalar(0),
    left: array({ shape: factor(0) }),
    right: array({ shape: factor(1) }),
    x: array({ saved: false }),
    y: array({ saved: false }),
    v: array({ saved: false }),
    z: array({ saved: false }),
    one: array({ shape: (facts) => [Math.max(factor(0)(facts)[0]!, factor(1)(facts)[0]!)], saved: false }),
    two: array({ shape: (facts) => [Math.max(factor(0)(facts)[0]!, factor(1)(facts)[0]!)], saved: false }),
  },
  check: ({ precondInitScale }) => (precondInitScale > 0 ? undefined : "precondInitScale must be above 0"),
  step(tensors, _, __, { ops, random }) {
    for (const tensor of tensors) {
      const { w, g, m, x, y, v, z, left, right, shape, hyper, name } = tensor;
      const { lr, beta1, weightDecay, precondLr, precondInitScale, momentumIntoPrecondUpdate } = hyper;
      if (w.length === 0) continue;
      const own = sides(tensor);
      const room = { z, panel: tensor.two };
      const factors = (own.triangular.length > 1 ? [left, right] : [left]) as FloatArray[];
      if (tensor.k++ === 0)
        for (const [side, q] of factors.entries()) {
          const n = side ? own.columns : own.rows;
          for (let i = 0; i < n; i++)
            q[own.triangular[side] ? i * n + i : i] = pow(precondInitScale, 1 / factors.length);
        }
      if (factors.length > 1 && tensor.k % 100 === 0) balance(factors, ops.maxAbs);
      ops.map(average, { g, m, x }, { beta1, correction: 1 - pow(beta1, tensor.k) });
      v.set(random(name, w.length));
      y.set(momentumIntoPrecondUpdate ? x : g);
      ops.map(disturb, { y, v }, { size: NOISE * (ops.sumAbs(y) / w.length) });
      if (momentumIntoPrecondUpdate) x.set(y);
      if (ops.maxAbs(y) > 0 || factors.every((q) => ops.maxAbs(q) < 1e4)) {
        for (const [side, q] of factors.entries()) {
          multiply(y, q, own, side as 0 | 1, false, room, ops);
          solve(v, q, own, side as 0 | 1, room, ops);
        }
        for (const [side, q] of factors.entries()) {
          const one = tensor.one.subarray(0, q.length);
          const two = tensor.two.subarray(0, q.length);
          learn(q, y, v, { sides: own, side: side as 0 | 1, lr: precondLr, one, two, ops });
        }
      }
      for (const transposed of [false, true])
        for (const [side, q] of factors.entries()) multiply(x, q, own, side as 0 | 1, transposed, room, ops);
      const size = ops.norm(x) / Math.sqrt(w.length);
      if (!Number.isFinite(size)) x.fill(0);
      const clip = Number.isFinite(size) ? Math.min(1, 1.1 / (size + 1e-12)) : 0;
      ops.map(step, { w, x }, { lr, clip, weightDecay: shape.length > 1 ? weightDecay : 0 });
    }
  },
});

/** Makes the largest elements of both factors equal; their product stays. */
function balance([left, right]: FloatArray[], largest: (x: FloatArray) => number): void {
  const ratio = Math.sqrt(largest(right!) / largest(left!));
  if (!(ratio > 0 && ratio < Infinity)) return;
  for (let i = 0; i < left!.length; i++) left![i]! *= ratio;
  for (let i = 0; i < right!.length; i++) right![i]! /= ratio;
}
