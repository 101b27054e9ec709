import { decay, rate, scalar, wrapper } from "@downhill/plugin";

/**
 * The inner optimizer gets gradients whose slow part, their moving average, is amplified; grokking comes sooner for it.
 *
 * h = αh + (1 - α)g, and the gradient for the inner step is g + λh.
 *
 * h starts at the first gradient, not at 0: the first step is along (1 + λ)g. It is of the raw gradient, so that a decay
 * of the inner optimizer is not amplified, also one that is added to the gradient. The gradient grows by up to 1 + λ:
 * around SGD the rate does, around Adam it does not. Each gradient that the inner optimizer asks for within its step is
 * filtered, and moves h. Gradients of zeros leave h decaying, which goes on to move weights.
 *
 * The reference overwrites the user's gradient; this does not. Its other filter, a mean over a window, is not here.
 *
 * When to use it: To see delayed generalisation (grokking) sooner, on small algorithmic tasks with weight decay. One
 * array. It multiplies slow gradients by up to 1 + λ: around SGD lower the rate. On ordinary problems there is no delay
 * to shorten.
 */
export const grokfast = wrapper({
  name: "grokfast",
  doc: "Amplifies the slow part of the gradients, their moving average.",
  paper: "Lee et al. 2024, algorithm 2 (Grokfast-EMA), arXiv:2405.20233",
  reference: "ironjr/grokfast gradfilter_ema, around adamw",
  hyper: {
    alpha: decay(0.98, "decay of the average, α"),
    lambda: rate(2, "how much of the average is added, λ", [0.1, 10]),
  },
  state: { h: 0, started: scalar(0) },
  scratch: ["d"],
  gradient(tensors, _, __, { ops }) {
    for (const tensor of tensors) {
      const { g, h, d, hyper } = tensor;
      if (!tensor.started) h.set(g);
      tensor.started = 1;
      ops.map(amplify, { g, h, d }, { alpha: hyper.alpha, lambda: hyper.lambda });
    }
    return "d";
  },
});

const amplify = (
  { g, h, d }: Record<"g" | "h" | "d", number>,
  { alpha, lambda }: Record<"alpha" | "lambda", number>,
) => {
  h = alpha * h + (1 - alpha) * g;
  d = g + lambda * h;
  return { h, d };
};
