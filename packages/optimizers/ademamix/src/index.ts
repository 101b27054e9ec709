import { decay, elementwise, epsilon, number, rate, whole } from "@downhill/plugin";
import { exp, log } from "@downhill/plugin/math";

/**
 * AdEMAMix: AdamW with a second momentum of very long memory, α of which joins the step.
 *
 * m₂ is not bias-corrected, so that it fills slowly; m₁ and v are. As in the paper, α grows linearly over
 * `tAlphaWarmup` steps, and β₃ from β₁ over `tBeta3Warmup`, evenly in its half-life; 0 is none (Optax takes schedules
 * instead, counted from 0). ε is outside the root, after the correction; `epsRoot` inside. Decay is decoupled, times
 * lr, of the old weights. The paper has α = 5 to 10 and both warm-ups as long as the training.
 *
 * Step 1 is Adam's: about lr, whatever the gradient's size. At a zero gradient an element goes on along m₁, and along
 * m₂ for tens of thousands of steps. In float32, a gradient beyond 1.8e19 has an infinite square, and its element only
 * decays (`nonFiniteState: "throw"` says so). With ε = 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: For long trainings of language models, where very old gradients still help; tens of thousands of
 * steps, with both warm-ups as long as the training. Three arrays of state. Not for short trainings or data that drift:
 * it cannot forget.
 */
export const ademamix = elementwise({
  name: "ademamix",
  doc: "AdamW with a fast and a very slow momentum.",
  paper: "Pagliardini, Ablin & Grangier 2024, Algorithm 1, arXiv:2409.03137",
  reference: "optax.contrib.ademamix",
  hyper: {
    lr: rate(1e-3, "step size η"),
    beta1: decay(0.9, "decay of the fast moment, β₁"),
    beta2: decay(0.999, "decay of the second moment, β₂"),
    beta3: decay(0.9999, "decay of the slow moment, β₃", [0.99, 0.99999]),
    alpha: number(5, "how much of the slow moment joins the step, α", [0, 10]),
    eps: epsilon(1e-8, "keeps the division finite, ε"),
    epsRoot: epsilon(0, "added to v̂, inside the root"),
    weightDecay: rate(0, "decay of the weights, λ, times lr"),
    tAlphaWarmup: whole(0, "over how many steps α grows from 0", [0, 100_000]),
    tBeta3Warmup: whole(0, "over how many steps β₃ grows from β₁", [0, 100_000]),
  },
  state: ["m1", "m2", "v"],
  scalars(_, { beta1, beta3, alpha, tAlphaWarmup, tBeta3Warmup }, t) {
    const s = t / tBeta3Warmup;
    const warm = () => exp(log(beta3) / (((1 - s) * log(beta3)) / log(beta1) + s));
    return {
      alphaNow: t < tAlphaWarmup ? (alpha * t) / tAlphaWarmup : alpha,
      beta3Now: t < tBeta3Warmup && beta3 > 0 ? warm() : beta3,
    };
  },
  rule({ w, g, m1, m2, v }, { lr, beta1, beta2, eps, epsRoot, weightDecay, alphaNow, beta3Now }, t) {
    m1 = beta1 * m1 + (1 - beta1) * g;
    m2 = beta3Now * m2 + (1 - beta3Now) * g;
    v = beta2 * v + (1 - beta2) * (g * g);
    const along = (lr / (1 - beta1 ** t)) * m1 + lr * alphaNow * m2;
    const vHat = v / (1 - beta2 ** t);
    w = w - lr * weightDecay * w - along / (Math.sqrt(vHat + epsRoot) + eps);
    return { w, m1, m2, v };
  },
});
