import { type ParameterFacts, rate, wrapper } from "@downhill/plugin";

/** Weights: by their role, or, where none is said, by a name with "weight" in it. */
const isScaled = ({ role, name }: Pick<ParameterFacts, "role" | "name">) =>
  role === undefined ? name.includes("weight") : role === "weight" || role === "embedding";

/**
 * Adaptive sharpness-aware minimisation: as SAM, but "nearby" is relative to each weight's own size, so that rescaling
 * the layers of a network does not change what counts as sharp.
 *
 * T = |w| + η of weights, 1 of all else; ŵ = w + ρ T²g(w) / ‖T g(w)‖, ĝ = g(ŵ), and the inner step from w with ĝ.
 * ‖·‖ is over all parameters together.
 *
 * Which are weights is said by the roles weight and embedding; of parameters without a role, as in the reference of all,
 * by the name: it has "weight" in it. **With neither, everything counts as a bias, and this is SAM.** (The reference
 * takes the scale of a normalisation, which PyTorch calls weight, for one; the paper and this do not.) ρ is about ten times SAM's, as T is about |w|.
 *
 * Each step takes two gradients: `step(evaluate)`, and twice as many of an inner one that evaluates itself. Decay acts on
 * the weights w. Where the gradient is zero there is no climb: the reference adds 10⁻¹⁶ to the norm, which is less than
 * its rounding. It comes back from ŵ by subtraction, this by a copy.
 * The climb and the way back go over the weights thrice beside the inner step: with Adam some 3.5 ns a parameter and the second gradient.
 *
 * When to use it: As `sam`, for networks whose weights have very different sizes: its neighbourhood scales with them.
 * Twice the gradients a step, like SAM; ρ has to be tuned anew, about ten times SAM's.
 */
export const asam = wrapper({
  name: "asam",
  doc: "Sharpness-aware, with a neighbourhood that is relative to each weight's size.",
  paper: "Kwon et al. 2021, algorithm 1, arXiv:2102.11600",
  reference: "SamsungLabs/ASAM ASAM, around sgd",
  hyper: {
    rho: rate(0.5, "how far the worst weights are, relative to the weights, ρ", [0.05, 2]),
    eta: rate(0.01, "what is added to the weights' sizes, η", [1e-3, 1], { search: false }),
  },
  scratch: ["start"],
  evaluations: 1,
  gradient(tensors, _, __, { ops, evaluate }) {
    let squares = 0;
    for (const tensor of tensors) {
      const { w, g, start, hyper } = tensor;
      start.set(w);
      squares += ops.map(scaled, { w, g }, { adaptive: isScaled(tensor) ? 1 : 0, eta: hyper.eta }).squares;
    }
    const norm = Math.sqrt(squares) || 1;
    for (const tensor of tensors) {
      const { w, g, hyper } = tensor;
      ops.map(climb, { w, g }, { adaptive: isScaled(tensor) ? 1 : 0, eta: hyper.eta, rho: hyper.rho, norm });
    }
    evaluate();
    for (const { w, start } of tensors) w.set(start);
    return "g";
  },
});

const scaled = ({ w, g }: Record<"w" | "g", number>, { adaptive, eta }: Record<"adaptive" | "eta", number>) => {
  const tg = (adaptive ? Math.abs(w) + eta : 1) * g;
  return { squares: tg * tg };
};

const climb = (
  { w, g }: Record<"w" | "g", number>,
  { adaptive, eta, rho, norm }: Record<"adaptive" | "eta" | "rho" | "norm", number>,
) => {
  const scale = adaptive ? Math.abs(w) + eta : 1;
  w = w + rho * scale * (scale * (g / norm));
  return { w };
};
