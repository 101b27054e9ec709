import { moveAcross, scaleInvariantRows } from "@downhill/linalg/projection";
import { decay, epsilon, flag, rate, tensorwise } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";

/**
 * AdamP: AdamW without the part of a step that only makes weights longer, where their length does not matter.
 *
 * Weights whose gradient is all but orthogonal to them are taken to be scale-invariant (a normalisation follows): where the
 * largest cosine |⟨g, w⟩| / (‖g‖‖w‖) of all outputs is below δ/√n, n the elements of one, each output's direction
 * u = m̂ / (√v̂ + ε) loses its part along w; else the whole tensor is tried as one. Then decay is times `wdRatio`. As in the
 * authors' code: the cosine is of the raw gradient; m and v keep the part; ε is outside the root, after the bias
 * correction, and also the least norm in the cosine and added to ‖w‖; decay is times lr, on the old weights. Tensors of fewer
 * than two axes are never projected. With `nesterov` m̂ is β₁m + (1 - β₁)g with the new m, corrected alike. An output's weights lie along `outputAxis`' other axes (there: axis 0).
 *
 * Step 1 moves an element by about lr. A gradient of 0 counts as orthogonal, and the tensor goes on along m. With ε = 0 an
 * element whose v is 0 rests (there: NaN). In float32, a gradient beyond 1.8e19 has an infinite square: its element only decays.
 * A tensor of two and more axes takes a loop in float64 for its cosines, and where it is projected two with roots and divisions:
 * some 4 ns a parameter then.
 *
 * When to use it: For networks with many normalisation layers, in which Adam's momentum makes scale-invariant weights
 * grow and its steps shrink. Without such layers it is AdamW, and the test for it is cost for nothing.
 */
export const adamp = tensorwise({
  name: "adamp",
  doc: "AdamW without the part of a step along scale-invariant weights.",
  paper: "Heo et al. 2021, Algorithm 2, arXiv:2006.08217",
  reference: "clovaai/AdamP adamp.AdamP",
  hyper: {
    lr: rate(1e-3, "step size"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    eps: epsilon(1e-8, "keeps the divisions finite, ε"),
    weightDecay: rate(0, "decay of the weights, times lr"),
    delta: rate(0.1, "below which cosine, times √n, weights are scale-invariant, δ", [0.01, 1]),
    wdRatio: rate(0.1, "factor of their decay", [0.01, 1]),
    nesterov: flag(0, "look ahead along the first moment"),
  },
  state: ["m", "v"],
  update(tensor, { lr, beta1, beta2, eps, weightDecay, delta, wdRatio, nesterov }, t, ops) {
    const { w, g, m, v } = tensor;
    ops.map(moments, { g, m, v }, { beta1, beta2 });
    const correction = Math.sqrt(1 - pow(beta2, t));
    const alpha = (lr / (1 - pow(beta1, t))) * correction;
    const floor = eps * correction;
    const ahead = nesterov ? 1 - beta1 : 0;
    const stays = nesterov ? beta1 : 1;

    const rows = scaleInvariantRows(tensor, delta, eps);
    if (!rows) {
      ops.map(move, { w, g, m, v }, { keep: 1 - lr * weightDecay, alpha, floor, ahead, stays });
      return;
    }
    const keep = 1 - lr * weightDecay * wdRatio;
    moveAcross(w, { m, g, v, stays, ahead, floor }, rows, { keep, alpha, eps });
  },
});

type Numbers<K extends string> = Record<K, number>;

function moments({ g, m, v }: Numbers<"g" | "m" | "v">, { beta1, beta2 }: Numbers<"beta1" | "beta2">) {
  m = beta1 * m + (1 - beta1) * g;
  v = beta2 * v + (1 - beta2) * (g * g);
  return { m, v };
}

function move(
  { w, g, m, v }: Numbers<"w" | "g" | "m" | "v">,
  { keep, alpha, floor, ahead, stays }: Numbers<"keep" | "alpha" | "floor" | "ahead" | "stays">,
) {
  const root = Math.sqrt(v) + floor;
  const u = ahead === 0 ? stays * m : stays * m + ahead * g;
  w = keep * w - alpha * (root > 0 ? u / root : 0);
  return { w };
}
