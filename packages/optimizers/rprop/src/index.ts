import { elementwise, number, rate, scalar } from "@downhill/plugin";

/**
 * Rprop: each element has a step of its own, longer while the gradient's sign stays, shorter when it turns.
 *
 * The iRprop⁻ of Igel & Hüsken, as PyTorch has it: where the sign has turned, the step shrinks and the element stays
 * where it is for once (no way back to the old place), and the turn is forgotten. Only signs count: it is for whole
 * data, not for batches, whose noise turns signs. `lr` is where the steps start; changing it later does nothing, in
 * PyTorch too. Every step is cut to `stepMin` … `stepMax`, also the first. PyTorch multiplies the two gradients to
 * compare their signs, which is 0 for tiny ones; ours compares signs.
 *
 * Step 1 moves each element by lr. At a zero gradient it rests, and starts anew with the step that it had.
 *
 * When to use it: For small networks and fits on the whole data, where it is fast and has no rate to tune. Never for
 * mini-batches: the noise turns signs, and steps collapse.
 */
export const rprop = elementwise({
  name: "rprop",
  doc: "A step size for each element, moved by the signs of its gradients.",
  paper: "Riedmiller & Braun 1993; iRprop⁻: Igel & Hüsken 2000",
  reference: "torch.optim.Rprop",
  hyper: {
    lr: rate(1e-2, "where the steps start, Δ₀"),
    etaMinus: number(0.5, "factor of a step whose sign has turned, η⁻", [0.3, 0.8]),
    etaPlus: number(1.2, "factor of a step whose sign has stayed, η⁺", [1.05, 1.5]),
    stepMin: rate(1e-6, "the shortest step", undefined, { search: false }),
    stepMax: rate(50, "the longest step", undefined, { search: false }),
  },
  state: { step: 0, last: 0, begun: scalar(0) },
  check({ etaMinus, etaPlus }) {
    if (!(0 < etaMinus && etaMinus < 1 && 1 < etaPlus))
      return `etaMinus must be between 0 and 1, and etaPlus above 1, got ${etaMinus} and ${etaPlus}`;
    return undefined;
  },
  scalars: ({ begun }) => ({ first: 1 - begun, begun: 1 }),
  rule({ w, g, step, last }, { lr, etaMinus, etaPlus, stepMin, stepMax, first }) {
    const turn = Math.sign(g) * Math.sign(last);
    step = (first ? lr : step) * (turn > 0 ? etaPlus : turn < 0 ? etaMinus : 1);
    step = Math.min(Math.max(step, stepMin), stepMax);
    last = turn < 0 ? 0 : g;
    w = w - step * Math.sign(last);
    return { w, step, last };
  },
});
