import { flag, number, shared, whole, wrapper } from "@downhill/plugin";

/**
 * Fast weights θ, which the inner optimizer A moves, and slow weights φ, which follow them every k steps:
 *
 * θ = A(θ, g) at every step; at every kth, φ = φ + α(θ - φ), θ = φ.
 *
 * `weights()` are the slow ones. Both start at the first weights, as in the paper and in Optax; timm makes φ at the first
 * synchronisation, which does nothing then. What A remembers goes on over a synchronisation; with `resetState` it starts
 * afresh, its count of steps too, as `optax.lookahead(reset_state=True)`.
 *
 * φ is computed as (1 - α)φ + αθ, so that with α = 1 and k = 1 this is A, to the bit.
 *
 * When to use it: Around an inner optimizer at a high rate, to calm it; one array and next to no time. With `weights()`
 * evaluated it is forgiving about the inner rate; around a well-tuned optimizer with a falling rate little is left to
 * gain.
 */
export const lookahead = wrapper({
  name: "lookahead",
  doc: "Slow weights that follow the inner optimizer's every few steps.",
  paper: "Zhang et al. 2019, Algorithm 1, arXiv:1907.08610",
  reference: "optax.lookahead",
  hyper: {
    slowStepSize: number(0.5, "how far the slow weights go towards the fast ones, α", [0, 1]),
    syncPeriod: whole(5, "steps between synchronisations, k", [1, 20]),
    resetState: flag(0, "whether the inner optimizer starts afresh at each synchronisation"),
  },
  state: { slow: { from: "w" }, steps: shared(0) },
  counts: "steps",
  check: ({ syncPeriod }) => (syncPeriod > 0 ? undefined : "syncPeriod must be at least 1, got 0"),
  step(tensors, { syncPeriod, resetState }, t, { ops, inner, reset }) {
    inner();
    for (const { w, slow, hyper } of tensors)
      if (t % hyper.syncPeriod === 0)
        ops.map(
          ({ w, slow }, { alpha }) => {
            slow = (1 - alpha) * slow + alpha * w;
            w = slow;
            return { w, slow };
          },
          { w, slow },
          { alpha: hyper.slowStepSize },
        );
    if (resetState && t % syncPeriod === 0) reset();
  },
  weights: ({ slow }) => slow,
});
