import { scalar, whole, wrapper } from "@downhill/plugin";

/**
 * Stochastic weight averaging: the mean of weights that the inner optimizer visits late in training.
 *
 * At step `swaStart`, and every `swaFreq` steps from there on: a = a + (w - a) / (n + 1), n = n + 1.
 *
 * `weights()` are the mean; training knows nothing of it. Before `swaStart` they are the weights themselves; PyTorch's are
 * the first ones, which do not count in either. The paper counts epochs, starts after three quarters of the training, and
 * averages once an epoch, at a constant or cyclic rate. Statistics of batch normalisation are to be computed anew for
 * the averaged weights. A parameter that rests leaves its mean alone.
 *
 * When to use it: In the last quarter of a training, at a constant or cyclic rate, for better generalisation at next to
 * no cost; one array. Recompute batch normalisation's statistics for the averaged weights. Not from the start on, where
 * weights are still far from good.
 */
export const swa = wrapper({
  name: "swa",
  doc: "Evaluates at the mean of the weights at the end of training.",
  paper: "Izmailov et al. 2018, Algorithm 1, arXiv:1803.05407",
  reference: "torch.optim.swa_utils.AveragedModel",
  hyper: {
    swaStart: whole(1, "the first step whose weights are averaged", [1, 10000]),
    swaFreq: whole(1, "steps from one average to the next", [1, 1000]),
  },
  state: { average: 0, averaged: scalar(0) },
  check: ({ swaFreq }) => (swaFreq > 0 ? undefined : "swaFreq must be at least 1, got 0"),
  step(tensors, _, t, { ops, inner }) {
    inner();
    for (const tensor of tensors) {
      const { w, average, hyper } = tensor;
      if (t < hyper.swaStart || (t - hyper.swaStart) % hyper.swaFreq !== 0) continue;
      ops.map(
        ({ w, average }, { n }) => ({ average: average + (w - average) / n }),
        { w, average },
        { n: ++tensor.averaged },
      );
    }
  },
  weights: ({ w, average, averaged }) => (averaged ? average : w),
});
