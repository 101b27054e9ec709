import { array, decay, epsilon, rate, tensorwise, whole } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";
import { blocksOf, move, roots } from "./blocks.ts";

/**
 * Adam-mini: AdamW with one second moment for each block of weights, of which a network needs far fewer than weights.
 *
 * m = β₁m + (1 - β₁)g of each element, v = β₂v + (1 - β₂)·mean(g²) of each block, and w ← (1 - lr·λ)w - lr·m̂ / (√v̂ + ε).
 * What a block is, the authors take from a parameter's name in a Transformer; here shape and role say it:
 *
 * - weights of two and more axes: each output's (`outputAxis`). With `heads` h, which a group sets for the weights of queries
 *   and keys, h blocks of outputs / h successive outputs each;
 * - embeddings: each entry's, along the first axis;
 * - scales, those of normalisation: the whole tensor's;
 * - biases, and all else of fewer than two axes: each element's own, which is AdamW.
 *
 * As in the authors' code (version 1.1.1): ε is outside the root, after the bias correction; decay is times lr, on the old
 * weights; **biases and scales do not decay**. The deviations are of the partition: theirs takes a name, any matrix whose name
 * it does not know is one block, and so is any vector that is not called bias; of two axes theirs are outputs × inputs, so that
 * an output layer's blocks are its outputs in both; kernels of more axes, which theirs does not partition, are outputs × all else.
 *
 * `v` takes 4 bytes a block: of a dense layer of n inputs 1 / n of Adam's. Step 1 moves a block by about lr a weight in root
 * mean square, and its elements in proportion to their gradients. Elements whose gradients are 0 go on along m; with ε = 0 a
 * block whose gradients have all been 0 rests (there: NaN). Squares beyond what the type has count as its largest number.
 *
 * Blocks take two plain loops, some 6 ns a parameter, 4 with outputs first.
 *
 * When to use it: For large models whose optimizer state does not fit, in place of AdamW with the same rates: half of
 * its state, by authors' report with its results. Queries and keys want `heads` in a group. Where memory is no concern,
 * `adamw` is simpler and faster here.
 */
export const adamMini = tensorwise({
  name: "adam-mini",
  doc: "AdamW with one second moment for each output, embedding or head.",
  paper: "Zhang et al. 2024, Algorithm 1 and its partition for Transformers, arXiv:2406.16793",
  reference: "zyushun/Adam-mini adam_mini.Adam_mini",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    weightDecay: rate(0, "decay of weights and embeddings, λ, times lr"),
    heads: whole(0, "how many blocks weights' outputs fall into; 0: as many as outputs", [0, 64], { fixed: true }),
  },
  state: {
    m: 0,
    v: array({
      shape: (parameter) => {
        const blocks = blocksOf(parameter, parameter.hyper.heads!);
        return blocks ? [blocks.count] : parameter.shape;
      },
    }),
  },
  update(tensor, { lr, beta1, beta2, eps, weightDecay, heads }, t, ops) {
    const { w, g, m, v, role } = tensor;
    const keep = 1 - (role === "bias" || role === "scale" ? 0 : lr * weightDecay);
    const largest = w.BYTES_PER_ELEMENT === 4 ? 3.4e38 : Number.MAX_VALUE;
    const correction = Math.sqrt(1 - pow(beta2, t));
    const alpha = (lr * correction) / (1 - pow(beta1, t));
    const floor = eps * correction;

    const blocks = blocksOf({ ...tensor, length: w.length }, heads);
    if (!blocks) {
      ops.map(moveAlone, { w, g, m, v }, { keep, alpha, floor, beta1, beta2, largest });
      return;
    }
    ops.map(average, { g, m }, { beta1 });
    const steps = roots(v, g, blocks, { beta2, largest });
    for (let b = 0; b < steps.length; b++) steps[b] = alpha / (steps[b]! + floor || Infinity);
    move(w, m, blocks, keep, steps);
  },
});

type Numbers<K extends string> = Record<K, number>;

const average = ({ g, m }: Numbers<"g" | "m">, { beta1 }: Numbers<"beta1">) => ({ m: beta1 * m + (1 - beta1) * g });

function moveAlone(
  { w, g, m, v }: Numbers<"w" | "g" | "m" | "v">,
  { keep, alpha, floor, beta1, beta2, largest }: Numbers<"keep" | "alpha" | "floor" | "beta1" | "beta2" | "largest">,
) {
  m = beta1 * m + (1 - beta1) * g;
  v = beta2 * v + (1 - beta2) * Math.min(g * g, largest);
  const root = Math.sqrt(v) + floor;
  w = keep * w - alpha * (root > 0 ? m / root : 0);
  return { w, m, v };
}
