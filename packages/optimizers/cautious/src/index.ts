import { wrapper } from "@downhill/plugin";

/**
 * The inner optimizer's step u, but only where it goes against the gradient; what is left of it is lengthened:
 *
 * φ = 1 where u·g < 0, else 0; w = w + u φ / max(mean(φ), 10⁻³), where the mean is over each parameter.
 *
 * u is the step that has been taken, w after it less w before, so that any optimizer can be inside: of AdamW it is
 * -lr·m̂ / (√v̂ + ε), whose sign is that of -m, as in the paper. What the inner one remembers is not masked.
 *
 * Its weight decay is taken over, and decoupled and not masked, as AdamW's: w = (1 - lr·λ) w before its step, also for
 * an optimizer that would add λw to the gradient.
 *
 * The paper scales by n / (Σφ + 1) instead; this is the authors' code, and timm's. Signs are compared, since m·g may
 * underflow. A step that w's rounding swallows counts as none, which in float32 may lengthen the others more.
 * Three loops go over the weights beside the inner step's: with Adam some 4 ns a parameter.
 *
 * When to use it: Around an optimizer with momentum (AdamW, Lion), for somewhat faster training of language models by
 * its authors' report; no hyperparameter, one array to work in. Around plain SGD it only lengthens the steps of tensors
 * with gradients of 0.
 */
export const cautious = wrapper({
  name: "cautious",
  doc: "Takes the inner optimizer's step only where it goes against the gradient.",
  paper: "Liang et al. 2024, Algorithm 1, arXiv:2411.16085",
  reference: "timm.optim.AdamWLegacy(caution=True), around adamw",
  hyper: {},
  scratch: ["before"],
  takes: ["weightDecay"],
  step(tensors, _, __, { ops, inner }) {
    for (const { w, before, hyper } of tensors) {
      const shrink = 1 - (hyper.lr ?? 1) * (hyper.weightDecay ?? 0);
      ops.map(decay, { w, before }, { shrink });
    }
    inner();
    for (const { w, g, before } of tensors) {
      const { kept } = ops.map(count, { w, g, before });
      ops.map(mask, { w, g, before }, { scale: 1 / Math.max(kept / w.length, 1e-3) });
    }
  },
});

type Elements = Record<"w" | "g" | "before", number>;

const decay = ({ w }: Omit<Elements, "g">, { shrink }: { shrink: number }) => ({ w: shrink * w, before: shrink * w });

const count = ({ w, g, before }: Elements) => ({ kept: Math.sign(w - before) * g < 0 ? 1 : 0 });

const mask = ({ w, g, before }: Elements, { scale }: { scale: number }) => {
  const u = w - before;
  w = Math.sign(u) * g < 0 ? before + u * scale : before;
  return { w };
};
