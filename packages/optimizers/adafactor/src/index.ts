import {
  addSquares,
  factor,
  move as moveFactored,
  squares as squaresFactored,
  zeroLines,
} from "@downhill/linalg/factored";
import { array, epsilon, number, rate, tensorwise } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

const sumsOf = /* @__PURE__ */ zeroLines();

/**
 * Adafactor: the second moment of a matrix kept as its rows' and columns' means, so that n × m weights take n + m numbers.
 *
 * V = R·C / mean(R), R and C averages of g²'s means over the last and the second-last axis, with 1 - β₂ₜ = t^c; a tensor of
 * more axes is a stack of matrices, and one of fewer keeps V itself. u = g / √V is clipped to an RMS of d, and the step is
 * α·u with α = max(ε₂, RMS(w))·min(lr, 1/√t). There is no first moment, and nothing else corrects a bias: β₂₁ = 0.
 *
 * As in PyTorch: no ε is added to g² (paper: ε₁); ε₁ floors √V instead, and mean(R) (as it is); decay is times lr, not α,
 * on the old weights, of which RMS(w) has been taken before; every tensor of two and more axes is factored, however small
 * (Optax: two largest axes, from 128 on), so that of a convolution PyTorch factors the kernel's axes and this project's
 * layouts inputs × outputs. ε₁'s default is PyTorch's for float32 weights; for float64 it has 2.2e-16.
 *
 * Step 1 moves a weight by about RMS(w)·lr in the gradient's direction, at most ε₂·lr where weights are 0, and lr above
 * 1/√t is as if it were that. A gradient of 0 leaves only decay. Means of squares beyond what the type has stay at its
 * largest number, and ε₁ counts as at least 1e-37 (float64: 1e-150) below √V, so that nothing divides by 0 (PyTorch: NaN).
 *
 * Matrices take three loops in float64, some 3 ns a parameter: one of them is a sum in which each addition waits for the last.
 *
 * When to use it: For large models whose optimizer state does not fit: of a matrix it keeps rows + columns, not rows ×
 * columns. It has no momentum and can be less stable than Adam; where memory is no concern, `adamw` is the safer
 * choice.
 */
export const adafactor = tensorwise({
  name: "adafactor",
  doc: "Second moments of matrices kept as means of rows and columns.",
  paper: "Shazeer & Stern 2018, Algorithms 4 and 5, arXiv:1804.04235",
  reference: "torch.optim.Adafactor",
  hyper: {
    lr: rate(1e-2, "largest relative step size, ρ", [1e-4, 1]),
    beta2Decay: number(-0.8, "exponent c of 1 - β₂ₜ = t^c", [-1, -0.4]),
    eps1: epsilon(2 ** -23, "least root of the second moment, and least mean of it, ε₁"),
    eps2: rate(1e-3, "least RMS of the weights that the step is scaled by, ε₂", [1e-4, 1e-1], { search: false }),
    clipThreshold: number(1, "largest RMS of the update, d; at least 1", [1, 4]),
    weightDecay: rate(0, "decay of the weights, times lr"),
  },
  state: {
    row: array({ shape: ({ shape }) => (shape.length > 1 ? shape.slice(0, -1) : [0]) }),
    col: array({ shape: ({ shape }) => (shape.length > 1 ? [...shape.slice(0, -2), shape.at(-1)!] : [0]) }),
    v: array({ shape: ({ shape }) => (shape.length > 1 ? [0] : shape) }),
  },
  check({ beta2Decay, clipThreshold }) {
    if (beta2Decay > 0) return `beta2Decay must be at most 0, got ${beta2Decay}`;
    return clipThreshold < 1 ? `clipThreshold must be at least 1, got ${clipThreshold}` : undefined;
  },
  update({ w, g, row, col, v, shape }, { lr, beta2Decay, eps1, eps2, clipThreshold, weightDecay }, t, ops) {
    if (!w.length) return;
    const rms = (squares: number) => Math.sqrt(squares / w.length);
    const fresh = pow(t, beta2Decay);
    const alpha = Math.max(eps2, rms(ops.dot(w, w))) * Math.min(lr, 1 / Math.sqrt(t));
    const keep = 1 - lr * weightDecay;
    const narrow = w.BYTES_PER_ELEMENT === 4;
    const floor = Math.max(eps1, narrow ? 1e-37 : 1e-150);
    const largest = narrow ? 3.4e38 : Number.MAX_VALUE;
    const clipped = (squares: number) => alpha / Math.max(1, rms(squares) / clipThreshold);

    if (shape.length > 1) {
      const means = { row, col, shape };
      const sums = sumsOf(means);
      addSquares(sums, g);
      const factors = factor(sums, means, { fresh, eps: 0, least: eps1, largest, most: 1 / floor });
      moveFactored(w, g, factors, { keep, alpha: clipped(squaresFactored(g, factors)) });
    } else {
      const { squares } = ops.map(secondMoment, { g, v }, { fresh, floor, largest });
      ops.map(move, { w, g, v }, { keep, floor, alpha: clipped(squares) });
    }
  },
});

function secondMoment(
  { g, v }: Record<"g" | "v", number>,
  { fresh, floor, largest }: Record<"fresh" | "floor" | "largest", number>,
) {
  v = v + fresh * (Math.min(g * g, largest) - v);
  const u = g / Math.max(Math.sqrt(v), floor);
  return { v, squares: u * u };
}

function move(
  { w, g, v }: Record<"w" | "g" | "v", number>,
  { keep, floor, alpha }: Record<"keep" | "floor" | "alpha", number>,
) {
  const u = g / Math.max(Math.sqrt(v), floor);
  w = keep * w - alpha * u;
  return { w };
}
