import { type ParameterFacts, wrapper } from "@downhill/plugin";

/** Weights of two axes and more: the output layer's too, but no embedding, bias or scale, and no single number. */
const isProjected = ({ shape, role = "weight" }: Pick<ParameterFacts, "shape" | "role">) =>
  role === "weight" && shape.length > 1 && shape.some((size) => size > 1);

/**
 * The inner optimizer's direction, on the ball of the weights' own norm: the rate is the relative size of a step.
 *
 * W' = W + lr·‖W‖·U / ‖U‖, W ← ‖W‖·W' / ‖W'‖, for each weight matrix or kernel W by itself; U is the inner one's step.
 *
 * lr is the inner optimizer's, and says by which part of its norm a matrix moves: 0.02 is a common start, and the
 * authors' rule is √(lr·λ) of AdamW's two. **All else (vectors, biases, scales, embeddings, single numbers) takes the inner step with the
 * same lr**, and wants a smaller one: a group `{ match: ({ role }) => role !== "weight", hyper: { lr: 6e-4 } }`. The
 * inner one's weight decay is taken over: what lies on a ball has none, all else decays decoupled, times lr, before the
 * step. An inner optimizer without an lr moves matrices by their whole norm.
 *
 * A matrix takes five loops of its own beside the inner step's, each short but over all weights: some 3 ns a parameter.
 *
 * The norm kept is that of the weights as they are, as in the authors' code, where the paper's is that at the start: but
 * for rounding, the same. U is the step that has been taken, W after it less W before. Where it is zero, nothing moves. Weights of zeros have
 * no direction to keep a norm in: they take the inner step as it is, once. The authors' code is NaN there; it takes
 * tensors of three axes for stacks of matrices, which here are kernels with one norm.
 *
 * When to use it: For language models' matrices, in place of weight decay: the norm stays, the rate is the relative
 * step, and tuned rates carry over between sizes, by its authors' report. Not for weights whose norm must change, such
 * as those of an output layer without normalisation.
 */
export const hyperball = wrapper({
  name: "hyperball",
  doc: "Keeps each weight matrix's norm, and makes the rate the relative size of a step.",
  paper: "Wen et al. 2025, Hyperball Optimization, whenwen.github.io/blog/2025/weight-decay-hyperball-part-1",
  reference: "levanter.optim.adamh.scale_by_adamh, around adam",
  hyper: {},
  scratch: ["before"],
  takes: ["weightDecay"],
  step(tensors, _, __, { ops, inner }) {
    for (const tensor of tensors) {
      const { w, before, hyper } = tensor;
      const shrink = isProjected(tensor) ? 1 : 1 - (hyper.lr ?? 1) * (hyper.weightDecay ?? 0);
      ops.map(decay, { w, before }, { shrink });
    }
    inner();
    for (const tensor of tensors) {
      const { w, before, hyper } = tensor;
      if (!isProjected(tensor)) continue;
      const radius = ops.norm(before);
      const far = Math.sqrt(ops.map(step, { w, before }).squares);
      // A step that is not finite is applied as it is, where the optimizer is told to.
      if (!(radius > 0 && far > 0 && far < Infinity)) continue;
      const { squares } = ops.map(along, { w, before }, { scale: ((hyper.lr ?? 1) * radius) / far });
      if (squares > 0) ops.map(project, { w }, { scale: radius / Math.sqrt(squares) });
    }
  },
});

type Elements = Record<"w" | "before", number>;

const decay = ({ w }: Elements, { shrink }: { shrink: number }) => ({ w: shrink * w, before: shrink * w });

const step = ({ w, before }: Elements) => {
  const u = w - before;
  return { squares: u * u };
};

const along = ({ w, before }: Elements, { scale }: { scale: number }) => {
  w = before + scale * (w - before);
  return { w, squares: w * w };
};

const project = ({ w }: Pick<Elements, "w">, { scale }: { scale: number }) => ({ w: scale * w });
