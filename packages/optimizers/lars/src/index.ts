import { array, decay, epsilon, flag, number, rate, tensorwise } from "@downhill/plugin";

/**
 * LARS: SGD with momentum, whose gradients are made as long as a share η of their tensor's weights.
 *
 * d = (g + λw)·η‖w‖ / (‖g‖ + λ‖w‖ + ε), with norms over each tensor; 1 in place of the ratio where one of them is 0. As in
 * timm, that happens only with decay, or with `alwaysAdapt`: with the defaults this is plain SGD at a rate of 1, and tensors
 * without decay (biases, in a group) are not adapted. The norms' sum is the paper's (Optax: ‖g + λw‖), the learning rate
 * is outside the velocity (paper and Optax: inside), and `trustClip` (LARC) keeps lr times the ratio from going beyond lr.
 * Momentum is PyTorch's: the first velocity is d itself, not dampened; Nesterov's form is d + μv.
 *
 * Step 1 has about the length lr·η‖w‖ of each adapted tensor, whatever its gradient's size. At a zero gradient the ratio is
 * 1, and decay is not adapted. A velocity that is switched on late starts from 0, and is dampened at once.
 *
 * When to use it: For convolutional networks and self-supervised learning with very large batches (4,096 and more),
 * with warm-up. Leave biases and scales out of it, by a group without decay. With ordinary batches plain SGD does as
 * well.
 */
export const lars = tensorwise({
  name: "lars",
  doc: "SGD whose gradients are as long as a share of their tensor's weights.",
  paper: "You et al. 2017, Algorithm 1, arXiv:1708.03888",
  reference: "timm.optim.Lars",
  hyper: {
    lr: rate(1, "step size", [1e-3, 10]),
    momentum: decay(0, "decay of the velocity, μ"),
    dampening: number(0, "how much less of the gradient enters the velocity", [0, 0.9]),
    weightDecay: rate(0, "L2 penalty, added to the gradient, λ"),
    nesterov: flag(0, "look ahead along the velocity; needs momentum, and no dampening"),
    trustCoefficient: rate(1e-3, "the share of the weights' norm, η"),
    eps: epsilon(1e-8, "keeps the ratio finite, ε"),
    trustClip: flag(0, "no ratio above lr"),
    alwaysAdapt: flag(0, "adapt tensors without decay too"),
  },
  state: { v: array({ when: ({ momentum }) => momentum }) },
  check({ momentum, dampening, nesterov }) {
    if (nesterov && (momentum === 0 || dampening !== 0))
      return `nesterov needs momentum above 0 and no dampening, got momentum ${momentum} and dampening ${dampening}`;
    return undefined;
  },
  update({ w, g, v, hyper }, { lr, weightDecay, momentum, dampening, nesterov, alwaysAdapt }, t, ops) {
    const ratio = weightDecay || alwaysAdapt ? trust(ops.norm(w), ops.norm(g), hyper) : 1;
    if (momentum === 0) ops.map(move, { w, g }, { lr, weightDecay, ratio });
    else {
      const fresh = t === 1 ? 1 : 1 - dampening;
      ops.map(moveAlong, { w, g, v }, { lr, weightDecay, ratio, momentum, fresh, nesterov });
    }
  },
});

type Numbers<K extends string> = Record<K, number>;

/** What a gradient is multiplied by. */
function trust(
  ofWeights: number,
  ofGradient: number,
  {
    lr,
    weightDecay,
    trustCoefficient,
    eps,
    trustClip,
  }: Numbers<"lr" | "weightDecay" | "trustCoefficient" | "eps" | "trustClip">,
): number {
  const adapted = (trustCoefficient * ofWeights) / (ofGradient + weightDecay * ofWeights + eps);
  const ratio = ofWeights > 0 && ofGradient > 0 ? adapted : 1;
  return trustClip && ratio >= lr ? 1 : trustClip ? ratio / lr : ratio;
}

function move({ w, g }: Numbers<"w" | "g">, { lr, weightDecay, ratio }: Numbers<"lr" | "weightDecay" | "ratio">) {
  w = w - lr * (ratio * (g + weightDecay * w));
  return { w };
}

function moveAlong(
  { w, g, v }: Numbers<"w" | "g" | "v">,
  {
    lr,
    weightDecay,
    ratio,
    momentum,
    fresh,
    nesterov,
  }: Numbers<"lr" | "weightDecay" | "ratio" | "momentum" | "fresh" | "nesterov">,
) {
  const d = ratio * (g + weightDecay * w);
  v = momentum * v + fresh * d;
  w = w - lr * (nesterov ? d + momentum * v : v);
  return { w, v };
}
