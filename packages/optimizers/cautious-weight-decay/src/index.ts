import { wrapper } from "@downhill/plugin";

/**
 * The inner optimizer's step u, and weight decay only of weights that the step does not enlarge:
 *
 * w = w + u - lr·λ·φ·w, φ = 1 where sign(u)·sign(w) ≤ 0, else 0; on the right, w from before the step.
 *
 * u is the step that has been taken, w after it less w before, so that any optimizer can be inside: of AdamW it is
 * -lr·m̂ / (√v̂ + ε). Where it is 0, the weight decays; so it does where w's rounding swallows the
 * step, which the reference, that looks at the step before it is taken, may see otherwise. The decay adds no minimum of its
 * own: the loss alone decides where weights end.
 *
 * The inner one's weight decay is taken over, also of one that would add λw to the gradient, and times lr, as AdamW's.
 * λ is what it is for AdamW; no other hyperparameter.
 *
 * When to use it: Around AdamW, Lion or Muon in place of their decay, with the same λ: decay without pulling against
 * the loss. It costs one array to work in. Without weight decay it changes nothing.
 */
export const cautiousWeightDecay = wrapper({
  name: "cautious-weight-decay",
  doc: "Decays only those weights that the inner optimizer's step does not enlarge.",
  paper: "Chen et al. 2025, algorithm 1, arXiv:2510.12402",
  reference: "optax.contrib.add_cautious_weight_decay, around adamw",
  hyper: {},
  scratch: ["before"],
  takes: ["weightDecay"],
  step(tensors, _, __, { ops, inner }) {
    for (const { w, before } of tensors) before.set(w);
    inner();
    for (const { w, before, hyper } of tensors)
      ops.map(decay, { w, before }, { rate: (hyper.lr ?? 1) * (hyper.weightDecay ?? 0) });
  },
});

const decay = ({ w, before }: Record<"w" | "before", number>, { rate }: { rate: number }) => {
  const aligned = Math.sign(w - before) * Math.sign(before) <= 0;
  w = aligned ? w - rate * before : w;
  return { w };
};
