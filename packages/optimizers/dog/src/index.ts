import { epsilon, type FloatArray, flag, modelwise, type Ops, rate, scalar, shared } from "@downhill/plugin";

/**
 * DoG: gradient descent whose rate is the largest distance from the start over the root of all squared gradients.
 *
 * w ← w - lr·r̄·d / √G with d = g + λw, G = ε + Σ‖d‖² and r̄ the largest ‖w - x₀‖ so far, all over all parameters together
 * and in float64; with `layerwise` (LDoG) over each tensor by itself. As in the authors' code, r̄ starts from
 * `repsRel`·(1 + ‖x₀‖), decay is coupled (an L2 penalty), ε is in the root and counts once. `initEta` above 0 is the first
 * step's whole rate, whatever lr, and r̄ then starts from 0. The authors advise to evaluate with an average of the weights,
 * which is `ema`'s business here. lr stays at 1, but for schedules. `repsRel`, `eps`, `initEta` and `layerwise` are one for
 * all: groups' make no difference; a parameter that rests counts for nothing.
 *
 * Step 1 has length lr·repsRel·(1 + ‖x₀‖), whatever the gradient's size. While all gradients have been 0 nothing moves.
 *
 * When to use it: When no rate can be tuned and SGD would do: fine-tuning above all, where weights stay near their
 * start. Evaluate with an average (`ema`). Not for training from scratch by adaptive methods' problems (transformers):
 * it has one rate for all weights, or one for each tensor.
 */
export const dog = modelwise({
  name: "dog",
  doc: "Gradient descent whose rate is the distance from the start over the gradients.",
  paper: "Ivgi et al. 2023, equation (DoG), arXiv:2302.12022",
  reference: "formll/dog DoG (LDoG for layerwise=1)",
  hyper: {
    lr: rate(1, "factor of the rate", [0.1, 10]),
    repsRel: rate(1e-6, "first distance, a share of the weights' norm", [1e-8, 1e-3], { search: false }),
    eps: epsilon(1e-8, "first sum of squared gradients, ε"),
    initEta: rate(0, "rate of the first step; 0: it follows from repsRel", undefined, { search: false }),
    weightDecay: rate(0, "L2 penalty, added to the gradient, λ"),
    layerwise: flag(0, "distance and sum by tensor"),
  },
  state: { x0: { from: "w" }, r: scalar(0), sum: scalar(0), rAll: shared(0), sumAll: shared(0) },
  step(tensors, { repsRel, eps, initEta, layerwise }, t, { ops, shared }) {
    /** Moves r̄ and G to those of this step; `length` is the weights' or the way's. */
    const next = (r: number, sum: number, length: number, squares: number) =>
      t === 1
        ? { r: initEta > 0 ? 0 : repsRel * (1 + length), sum: squares + eps }
        : { r: Math.max(r, length), sum: sum + squares };
    const rateOf = (lr: number, r: number, sum: number) =>
      t === 1 && initEta > 0 ? initEta : sum > 0 ? (lr * r) / Math.sqrt(sum) : 0;

    let way = 0;
    let all = 0;
    for (const tensor of tensors) {
      const { w, g, x0, hyper } = tensor;
      const length = t === 1 ? ops.dot(w, w) : distance(ops, w, x0);
      const decay = hyper.weightDecay;
      // ‖g + λw‖², of float32 too without a square that it does not have.
      const squares = ops.dot(g, g) + (decay && decay * (2 * ops.dot(g, w) + decay * ops.dot(w, w)));
      way += length;
      all += squares;
      if (layerwise) Object.assign(tensor, next(tensor.r, tensor.sum, Math.sqrt(length), squares));
    }
    if (!layerwise) {
      const { r, sum } = next(shared.rAll, shared.sumAll, Math.sqrt(way), all);
      shared.rAll = r;
      shared.sumAll = sum;
    }
    for (const { w, g, r, sum, hyper } of tensors) {
      const rate = layerwise ? rateOf(hyper.lr, r, sum) : rateOf(hyper.lr, shared.rAll, shared.sumAll);
      ops.map(move, { w, g }, { rate, weightDecay: hyper.weightDecay });
    }
  },
});

type Numbers<K extends string> = Record<K, number>;

/** ‖w - x₀‖², of float32 too where one element's square is beyond it. */
function distance(ops: Ops, w: FloatArray, x0: FloatArray): number {
  const { squares } = ops.map(away, { w, x0 }, { scale: 1 });
  return squares < Infinity ? squares : ops.map(away, { w, x0 }, { scale: 2 ** -70 }).squares * 2 ** 140;
}

const away = ({ w, x0 }: Numbers<"w" | "x0">, { scale }: Numbers<"scale">) => ({ squares: ((w - x0) * scale) ** 2 });

const move = ({ w, g }: Numbers<"w" | "g">, { rate, weightDecay }: Numbers<"rate" | "weightDecay">) => ({
  w: w - rate * (g + weightDecay * w),
});
