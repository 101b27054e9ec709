import { epsilon, flag, modelwise, number, rate } from "@downhill/plugin";

/**
 * SGD with Polyak's step size: as long as the loss says it is still to go, if it fell as steeply all the way.
 *
 * w ← w - min((f - f*) / (‖g‖² + ε), lr)·g with f the loss at w and f* a lower bound of it: 0 for models that can fit their
 * data. Where that is the minimum, and the loss convex, no step leads away from it. The norm is over all parameters
 * together. lr is the longest step size, γ_b, and may follow a schedule; there is no momentum and no decay. The paper has
 * c‖g‖²: c is 1 here, as in Optax.
 *
 * A loss below f* has a negative step size, which leads uphill, whatever lr; with `spsPlus` the weights rest then. As in
 * Optax, they rest where ‖g‖² + ε is 2.2e-16 at most. Optax's `scaling` is left out: its code multiplies the gradient by it
 * before the norm is taken, so that a larger one makes shorter steps, and not longer ones, as its documentation says.
 * `lowerBound`, `eps` and `spsPlus` are one for all: groups' make no difference.
 *
 * It reads the loss: `step(evaluate)`, or `step(undefined, loss)` where the gradients are there.
 * Step 1 is like all others; at a zero gradient nothing moves.
 *
 * When to use it: Where the least loss is known, as 0 is of networks that fit their data: for convex functions it then
 * has the best rate without tuning. It takes the loss at each step. Not with noisy losses above that least one, which
 * make its steps far too long.
 */
export const polyakSgd = modelwise({
  name: "polyak-sgd",
  doc: "SGD whose step size follows from the loss and a lower bound of it.",
  paper: "Loizou et al. 2021, SPS_max, arXiv:2002.10542; SPS+: Garrigos et al. 2023, arXiv:2307.14528",
  reference: "optax.polyak_sgd",
  hyper: {
    lr: rate(1, "longest step size, γ_b", [1e-2, 10]),
    lowerBound: number(0, "lower bound of the loss, f*", [-1, 1], { search: false }),
    eps: epsilon(0, "added to the gradient's squared norm, ε"),
    spsPlus: flag(0, "rest where the loss is below its bound"),
  },
  state: [],
  needsLoss: true,
  step(tensors, { lowerBound, eps, spsPlus }, _, { ops, loss }) {
    let square = eps;
    for (const { g } of tensors) square += ops.dot(g, g);
    if (square <= Number.EPSILON) return;
    const gap = spsPlus ? Math.max(loss! - lowerBound, 0) : loss! - lowerBound;
    for (const { w, g, hyper } of tensors) ops.map(move, { w, g }, { rate: Math.min(gap / square, hyper.lr) });
  },
});

const move = ({ w, g }: Record<"w" | "g", number>, { rate }: { rate: number }) => ({ w: w - rate * g });
