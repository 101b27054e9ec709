import { decay, scalar, whole, wrapper } from "@downhill/plugin";

/**
 * An exponential moving average of the weights that the inner optimizer visits:
 *
 * a₁ = w₁, aₜ = β aₜ₋₁ + (1 - β) wₜ
 *
 * `weights()` are the average; training knows nothing of it. As in PyTorch (and Keras), the first update copies the weights
 * and nothing corrects for a start at zero; `optax.ema` starts at 0 and does. With β = 0 the average is the weights.
 *
 * Until `startStep` steps have been taken nothing is averaged, and `weights()` are the weights themselves; PyTorch's are
 * the first ones. A parameter that rests leaves its average alone.
 *
 * When to use it: Around any optimizer whose last weights are noisy: generative models, teachers, evaluation at a
 * constant rate. One array. The half-life must fit the training: 0.999 remembers a thousand steps. Recompute batch
 * normalisation's statistics for the averaged weights.
 */
export const ema = wrapper({
  name: "ema",
  doc: "Evaluates at an exponential moving average of the weights.",
  paper: "Polyak & Juditsky 1992, doi:10.1137/0330046; Tarvainen & Valpola 2017, section 2, arXiv:1703.01780",
  reference: "torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn",
  hyper: {
    decay: decay(0.999, "decay of the average, β"),
    startStep: whole(0, "steps before the average starts", [0, 10000]),
  },
  state: { average: 0, averaged: scalar(0) },
  step(tensors, _, t, { ops, inner }) {
    inner();
    for (const tensor of tensors) {
      const { w, average, averaged, hyper } = tensor;
      if (t <= hyper.startStep) continue;
      ops.map(blend, { w, average }, { beta: averaged ? hyper.decay : 0 });
      tensor.averaged = 1;
    }
  },
  weights: ({ w, average, averaged }) => (averaged ? average : w),
});

const blend = ({ w, average }: Record<"w" | "average", number>, { beta }: { beta: number }) => ({
  average: beta * average + (1 - beta) * w,
});
