import {
  addSquares,
  factor,
  move as moveFactored,
  squares as squaresFactored,
  zeroLines,
} from "@downhill/linalg/factored";
import { array, decay, epsilon, rate, tensorwise } from "@downhill/plugin";
import { average } from "./confidence.ts";

const sumsOf = /* @__PURE__ */ zeroLines();
const residualsOf = /* @__PURE__ */ zeroLines();

/**
 * CAME: Adafactor with momentum, whose elements step the further the nearer each update is to the momentum: by confidence.
 *
 * Of a matrix, V = R·C / mean(R) with R and C averages of g² + ε₁'s means over the last and the second-last axis (decay β₂);
 * u = g / √V, clipped to an RMS of d over the tensor; m = β₁m + (1 - β₁)u; and U is of (u - m)² + ε₂ what V is of
 * g² + ε₁ (decay β₃), with the clipped u and the new m. w ← (1 - lr·λ)w - lr·m / √U. A tensor of more axes is a stack of
 * matrices. One of fewer keeps V itself and has no confidence: w ← (1 - lr·λ)w - lr·m.
 *
 * As in the authors' code: both ε are inside the roots; nothing corrects a bias; decay is times lr, on the old weights; every
 * tensor of two and more axes is factored, over its last two, so that of a convolution PyTorch factors the kernel's axes and
 * this project's layouts inputs × outputs. Of Adafactor's relative step and scaling by RMS(w) there is nothing. lr has no
 * default there; 2e-4 is their README's, who advise 0.5 to 0.9 times AdamW's.
 *
 * At step 1 V is (1 - β₂)g², so that u is clipped; and U is (1 - β₃) of what it will be: a matrix' first steps are up to
 * 1 / √(1 - β₃) = 100 times as long as later ones. A gradient of 0 leaves the momentum, which goes on, and decay. Means of
 * squares beyond what the type has stay at its largest number, and a V or U of 0, which only ε = 0 leaves, counts as 1e-74
 * (float64: 1e-300): nothing divides by 0 (there: NaN).
 *
 * n × m weights take nm + 2(n + m) numbers, vectors two an element. Matrices take loops of their own, some 7 ns a
 * parameter: rows and columns are no arrays that rules go through.
 *
 * When to use it: For large models whose optimizer state does not fit, where Adafactor is not stable enough: momentum,
 * and rows + columns for the rest. Rates are below AdamW's; the first steps are long, so warm up. Where memory is no
 * concern take `adamw`.
 */
export const came = tensorwise({
  name: "came",
  doc: "Adafactor with momentum, scaled by how far updates are from it.",
  paper: "Luo et al. 2023, Algorithm 2, arXiv:2307.02047",
  reference: "yangluo7/CAME came_pytorch.CAME",
  hyper: {
    lr: rate(2e-4, "step size η"),
    beta1: decay(0.9, "decay of the momentum, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    beta3: decay(0.9999, "decay of the instability, β₃", [0.9, 0.99999]),
    eps1: epsilon(1e-30, "added to the squares of gradients, ε₁"),
    eps2: epsilon(1e-16, "added to the squares of residuals, ε₂"),
    clipThreshold: rate(1, "largest RMS of the update, d", [0.5, 4]),
    weightDecay: rate(0, "decay of the weights, times lr, λ"),
  },
  state: {
    m: 0,
    row: array({ shape: ({ shape }) => (shape.length > 1 ? shape.slice(0, -1) : [0]) }),
    col: array({ shape: ({ shape }) => (shape.length > 1 ? [...shape.slice(0, -2), shape.at(-1)!] : [0]) }),
    offRow: array({ shape: ({ shape }) => (shape.length > 1 ? shape.slice(0, -1) : [0]) }),
    offCol: array({ shape: ({ shape }) => (shape.length > 1 ? [...shape.slice(0, -2), shape.at(-1)!] : [0]) }),
    v: array({ shape: ({ shape }) => (shape.length > 1 ? [0] : shape) }),
  },
  check: ({ clipThreshold }) => (clipThreshold > 0 ? undefined : `clipThreshold must be above 0, got ${clipThreshold}`),
  update(tensor, { lr, beta1, beta2, beta3, eps1, eps2, clipThreshold, weightDecay }, _, ops) {
    const { w, g, m, v, row, col, offRow, offCol, shape } = tensor;
    if (!w.length) return;
    const keep = 1 - lr * weightDecay;
    const narrow = w.BYTES_PER_ELEMENT === 4;
    const [most, largest] = narrow ? [1e37, 3.4e38] : [1e150, Number.MAX_VALUE];
    const clip = (squares: number) => 1 / Math.max(1, Math.sqrt(squares / w.length) / clipThreshold);

    if (shape.length > 1) {
      const [means, offMeans] = [
        { row, col, shape },
        { row: offRow, col: offCol, shape },
      ];
      const sums = sumsOf(means);
      addSquares(sums, g);
      const ofV = factor(sums, means, { fresh: 1 - beta2, eps: eps1, least: 0, largest, most });
      const residuals = residualsOf(offMeans);
      average(m, g, ofV, { beta1, clip: clip(squaresFactored(g, ofV)) }, residuals);
      const ofU = factor(residuals, offMeans, { fresh: 1 - beta3, eps: eps2, least: 0, largest, most });
      moveFactored(w, m, ofU, { keep, alpha: lr });
    } else {
      const { squares } = ops.map(secondMoment, { g, v }, { beta2, eps1, most, largest });
      ops.map(move, { w, g, m, v }, { lr, keep, beta1, clip: clip(squares), most });
    }
  },
});

type Numbers<K extends string> = Record<K, number>;

function secondMoment(
  { g, v }: Numbers<"g" | "v">,
  { beta2, eps1, most, largest }: Numbers<"beta2" | "eps1" | "most" | "largest">,
) {
  v = beta2 * v + (1 - beta2) * Math.min(g * g + eps1, largest);
  const u = g / Math.max(Math.sqrt(v), 1 / most);
  return { v, squares: u * u };
}

function move(
  { w, g, m, v }: Numbers<"w" | "g" | "m" | "v">,
  { lr, keep, beta1, clip, most }: Numbers<"lr" | "keep" | "beta1" | "clip" | "most">,
) {
  m = beta1 * m + (1 - beta1) * ((g / Math.max(Math.sqrt(v), 1 / most)) * clip);
  w = keep * w - lr * m;
  return { w, m };
}
