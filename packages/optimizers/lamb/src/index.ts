import { decay, epsilon, rate, tensorwise } from "@downhill/plugin";

/**
 * LAMB: Adam's direction, decay included, made as long as lr times its tensor's weights.
 *
 * w ← w - lr·(‖w‖ / ‖u‖)·u with u = m̂ / (√(v̂ + ε₀) + ε) + λw, and norms over each tensor (the paper's layer). As in Optax
 * the paper's φ is the identity, decay is inside the ratio (Keras: outside), the ratio is there without decay too (not in
 * timm), and no gradient is clipped (timm: to a global norm of 1). Where ‖w‖ or ‖u‖ is 0 the ratio is 1: weights of 0
 * can leave. ε is outside the root, ε₀ (`epsRoot`) inside, both after the bias correction, which is folded into the step
 * size as in `adam`. One tensor of a model's heads, or of weights and biases together, has another ratio than its parts.
 *
 * Step 1 has length lr·‖w‖ for each tensor, whatever its gradient's size, and so has a step on tiny gradients: only where
 * m and decay are exactly 0 does a tensor rest. With both ε = 0, an element whose v is 0 is left to decay (Optax: NaN).
 * In float32, u² within 1e-38 of 0 is lost to the norm, and of a gradient beyond 1.8e19 the square is infinite: its element
 * then only decays. Its two loops, with a norm before, read weights and moments twice: some 3 ns a parameter.
 *
 * When to use it: For very large batches (thousands of samples, BERT) on many machines, where Adam's steps would be too
 * long for some layers. It takes Adam's memory, and some four times the time of its step. With ordinary batches AdamW is
 * as good, and easier to tune.
 */
export const lamb = tensorwise({
  name: "lamb",
  doc: "Adam's direction, as long as a share of its tensor's weights.",
  paper: "You et al. 2020, Algorithm 2, arXiv:1904.00962",
  reference: "optax.lamb",
  hyper: {
    lr: rate(1e-2, "step size, a share of the weights' norm"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-6, "keeps the division finite, ε"),
    epsRoot: epsilon(0, "the same, inside the root"),
    weightDecay: rate(0, "decay of the weights, inside the ratio, λ"),
  },
  state: ["m", "v"],
  update({ w, g, m, v }, { lr, beta1, beta2, eps, epsRoot, weightDecay }, t, ops) {
    const scalars = { beta1, beta2, eps, epsRoot, weightDecay, t };
    const length = ops.norm(w);
    const { squares } = ops.map(moments, { w, g, m, v }, scalars);
    const ratio = length / Math.sqrt(squares);
    const trusted = ratio > 0 && ratio < Infinity ? ratio : 1;
    ops.map(move, { w, m, v }, { ...scalars, rate: lr * trusted });
  },
});

type Elements = Record<"w" | "g" | "m" | "v", number>;
type Numbers = Record<"beta1" | "beta2" | "eps" | "epsRoot" | "weightDecay" | "t", number>;

/** The moments, and ‖u‖² of the direction that follows from them. */
function moments({ w, g, m, v }: Elements, { beta1, beta2, eps, epsRoot, weightDecay, t }: Numbers) {
  m = beta1 * m + (1 - beta1) * g;
  v = beta2 * v + (1 - beta2) * (g * g);

  const correction = Math.sqrt(1 - beta2 ** t);
  const root = Math.sqrt(v + epsRoot * (1 - beta2 ** t)) + eps * correction;
  const adam = ((correction / (1 - beta1 ** t)) * m) / root;
  const u = (eps * correction > 1e-30 || root > 0 ? adam : 0) + weightDecay * w;
  return { m, v, squares: u * u };
}

/** The same direction once more, which costs less than an array to keep it in. */
function move(
  { w, m, v }: Omit<Elements, "g">,
  { beta1, beta2, eps, epsRoot, weightDecay, t, rate }: Numbers & { rate: number },
) {
  const correction = Math.sqrt(1 - beta2 ** t);
  const root = Math.sqrt(v + epsRoot * (1 - beta2 ** t)) + eps * correction;
  const adam = ((correction / (1 - beta1 ** t)) * m) / root;
  const u = (eps * correction > 1e-30 || root > 0 ? adam : 0) + weightDecay * w;
  w = w - rate * u;
  return { w };
}
