import { leaveAcross, moveAcross, scaleInvariantRows } from "@downhill/linalg/projection";
import { decay, epsilon, flag, number, rate, tensorwise } from "@downhill/plugin";

/**
 * SGDP: SGD with momentum, without the part of a step that only makes weights longer, where their length does not matter.
 *
 * Weights whose gradient is all but orthogonal to them are taken to be scale-invariant (a normalisation follows): where the
 * largest cosine |⟨g, w⟩| / (‖g‖‖w‖) of all outputs is below δ/√n, n the elements of one, each output's direction loses its
 * part along w; else the whole tensor is tried as one. Then decay is times `wdRatio`. v = μv + (1 - τ)g, the direction is v,
 * or with `nesterov` g + μv, and w ← (1 - lr·λ / (1 - μ))w - lr·u.
 *
 * As in the authors' code: the cosine is of the raw gradient; **without Nesterov it is the velocity itself that loses the
 * part, and goes on without it** (the paper's algorithm keeps it); the first velocity is dampened too (PyTorch's SGD: it is
 * not); decay is decoupled, on the old weights, and divided by 1 - μ, which makes it as strong as SGD's; ε is the least norm
 * in the cosine and added to ‖w‖. Tensors of fewer than two axes are never projected. An output's weights lie along
 * `outputAxis`' other axes (there: axis 0). lr has no default there; 0.1 is their README's.
 *
 * Step 1 is lr·(1 - τ)g. A gradient of 0 counts as orthogonal, and the tensor goes on along v. In float32, a velocity
 * reaches 1 / (1 - μ) times the gradient: one beyond 3.4e37 makes it infinite at μ = 0.9. A tensor of two and more axes takes
 * a loop in float64 for its cosines, and plain loops where it is projected: some 4 ns a parameter then.
 *
 * When to use it: For convolutional networks with many normalisation layers that SGD with momentum trains: momentum
 * makes scale-invariant weights grow, and their steps shrink. Without such layers it is SGD with decoupled decay, and
 * the test for it is cost for nothing.
 */
export const sgdp = tensorwise({
  name: "sgdp",
  doc: "SGD without the part of a step along scale-invariant weights.",
  paper: "Heo et al. 2021, Algorithm 1, arXiv:2006.08217",
  reference: "clovaai/AdamP adamp.SGDP",
  hyper: {
    lr: rate(0.1, "step size", [1e-4, 1]),
    momentum: decay(0, "decay of the velocity, μ"),
    dampening: number(0, "how much less of the gradient enters the velocity, τ", [0, 0.9]),
    nesterov: flag(0, "look ahead along the velocity"),
    weightDecay: rate(0, "decay of the weights, times lr / (1 - μ), λ"),
    eps: epsilon(1e-8, "keeps the divisions finite, ε"),
    delta: rate(0.1, "below which cosine, times √n, weights are scale-invariant, δ", [0.01, 1]),
    wdRatio: rate(0.1, "factor of their decay", [0.01, 1]),
  },
  state: ["v"],
  update(tensor, { lr, momentum, dampening, nesterov, weightDecay, eps, delta, wdRatio }, _, ops) {
    const { w, g, v } = tensor;
    ops.map(velocity, { g, v }, { momentum, fresh: 1 - dampening });
    const rows = scaleInvariantRows(tensor, delta, eps);
    const keep = 1 - (lr * weightDecay * (rows ? wdRatio : 1)) / (1 - momentum);
    if (nesterov && rows) {
      moveAcross(w, { m: v, g, stays: momentum, ahead: 1, floor: 0 }, rows, { keep, alpha: lr, eps });
      return;
    }
    if (rows) leaveAcross(v, w, rows, eps);
    if (nesterov) ops.map(moveAhead, { w, g, v }, { lr, keep, momentum });
    else ops.map(move, { w, v }, { lr, keep });
  },
});

type Numbers<K extends string> = Record<K, number>;

const velocity = ({ g, v }: Numbers<"g" | "v">, { momentum, fresh }: Numbers<"momentum" | "fresh">) => {
  v = momentum * v + fresh * g;
  return { v };
};

const move = ({ w, v }: Numbers<"w" | "v">, { lr, keep }: Numbers<"lr" | "keep">) => ({ w: keep * w - lr * v });

const moveAhead = (
  { w, g, v }: Numbers<"w" | "g" | "v">,
  { lr, keep, momentum }: Numbers<"lr" | "keep" | "momentum">,
) => ({ w: keep * w - lr * (g + momentum * v) });
