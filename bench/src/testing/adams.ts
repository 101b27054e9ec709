/** Plugins from outside the catalog, for the tests of `--plugin`: two that are Adam, and one that is a hundredth of it. */

import { decay, elementwise, epsilon, rate } from "@downhill/plugin";

const named = <const N extends string>(name: N, lr = rate(1e-3, "step size α")) =>
  elementwise({
    name,
    doc: "Adam, by another name.",
    paper: "Kingma & Ba 2015, Algorithm 1, arXiv:1412.6980",
    reference: "@downhill/adam",
    hyper: {
      lr,
      beta1: decay(0.9, "decay of the first moment, β₁"),
      beta2: decay(0.999, "decay of the second moment, β₂"),
      eps: epsilon(1e-8, "keeps the division finite, ε"),
    },
    state: ["m", "v"],
    rule({ w, g, m, v }, { lr, beta1, beta2, eps }, t) {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * (g * g);
      const mHat = m / (1 - beta1 ** t);
      const vHat = v / (1 - beta2 ** t);
      w = w - (lr * mHat) / (Math.sqrt(vHat) + eps);
      return { w, m, v };
    },
  });

export const adamOne = named("adam-one");
export const adamTwo = named("adam-two");
export const crippledAdam = named("crippled-adam", rate(1e-5, "step size α, a hundredth of Adam's", [1e-7, 1e-3]));
