import { decay, elementwise, flag, rate } from "@downhill/plugin";

/**
 * Tiger: Lion with one memory instead of two; signum, with decay.
 *
 * The core of it, as in pytorch_optimizer. The author's code (TensorFlow 1) does more, all of it by the tensors' names:
 * rates times the weights' RMS, half of it and no decay for biases and scales, accumulation built in; groups and
 * schedules can do the same here. Decay is decoupled, times lr, on the old weights; `fixedDecay` leaves lr out; with
 * `decoupledWeightDecay: 0` it is an L2 penalty, and then only the sign of it counts. There is no ε, and no bias to correct.
 *
 * Step 1 moves each element by lr; where gradients have all been 0, sign(0) = 0: it rests, or decays. A gradient that
 * vanishes leaves the steps at lr until the momentum has vanished too.
 *
 * When to use it: As `lion` with one decay instead of two, for language models with gradient accumulation. Half of
 * Adam's state; rates of a third to a tenth of Adam's. With small batches signs are noise.
 */
export const tiger = elementwise({
  name: "tiger",
  doc: "Lion with a single momentum.",
  paper: "Su 2023, kexue.fm/archives/9512",
  reference: "kozistr/pytorch_optimizer Tiger",
  hyper: {
    lr: rate(1e-3, "step size"),
    beta: decay(0.965, "decay of the momentum, β"),
    weightDecay: rate(0.01, "decay of the weights, λ, times lr"),
    decoupledWeightDecay: flag(1, "decay the weights themselves, as AdamW does"),
    fixedDecay: flag(0, "decay by λ, not by lr·λ"),
  },
  state: ["m"],
  rule({ w, g, m }, { lr, beta, weightDecay, decoupledWeightDecay, fixedDecay }) {
    const d = decoupledWeightDecay || weightDecay === 0 ? g : g + weightDecay * w;
    w = decoupledWeightDecay ? w - (fixedDecay ? weightDecay : lr * weightDecay) * w : w;
    m = beta * m + (1 - beta) * d;
    w = w - lr * Math.sign(m);
    return { w, m };
  },
});
