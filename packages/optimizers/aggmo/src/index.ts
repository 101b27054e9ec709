import { array, decay, elementwise, rate, whole } from "@downhill/plugin";

const more = (k: number) => array({ when: ({ numBetas }) => numBetas! >= k });

/**
 * AggMo: the average of several momenta, from none to a very long one, so that the long one's swings are damped.
 *
 * vⱼ ← βⱼvⱼ + g, w ← w - lr/K · Σⱼ vⱼ: heavy balls, without 1 - β, so that vⱼ grows to g / (1 - βⱼ), and with the rate
 * outside. The first `numBetas` of the six βⱼ count, and take memory; the defaults are the paper's 1 - 0.1^(j-1). There
 * is no bias to correct. Weight decay is an L2 penalty. The authors' code has no default rate, and equal βs share a
 * velocity there.
 *
 * Step 1 is lr·g, large where the gradient is. At a zero gradient an element coasts, up to 1 / (1 - β) steps. No
 * operation divides or takes a root; in float32, a gradient beyond 3.4e36 (with three) makes a velocity infinite in
 * time (`nonFiniteState: "throw"` says so).
 *
 * When to use it: For long, narrow valleys (deep autoencoders, ill-conditioned problems), where a momentum of 0.99 or
 * more would swing. An array for each momentum; its rate is SGD's, and gradients must be of a sane size.
 */
export const aggmo = elementwise({
  name: "aggmo",
  doc: "The average of several momenta.",
  paper: "Lucas et al. 2019, equation 2, arXiv:1804.00325",
  reference: "AtheMathmo/AggMo",
  hyper: {
    lr: rate(0.1, "step size γ", [1e-4, 1]),
    numBetas: whole(3, "how many velocities there are, K", [1, 6]),
    beta1: decay(0, "decay of the first velocity, β₁", [0, 0.9]),
    beta2: decay(0.9, "decay of the second velocity, β₂"),
    beta3: decay(0.99, "decay of the third velocity, β₃"),
    beta4: decay(0.999, "decay of the fourth velocity, β₄"),
    beta5: decay(0.9999, "decay of the fifth velocity, β₅", [0.99, 0.99999]),
    beta6: decay(0.99999, "decay of the sixth velocity, β₆", [0.99, 0.999999]),
    weightDecay: rate(0, "L2 penalty, added to the gradient"),
  },
  state: { v1: 0, v2: more(2), v3: more(3), v4: more(4), v5: more(5), v6: more(6) },
  check({ numBetas }) {
    return numBetas >= 1 && numBetas <= 6 ? undefined : `numBetas must be from 1 to 6, got ${numBetas}`;
  },
  rule({ w, g, v1, v2, v3, v4, v5, v6 }, { lr, numBetas, beta1, beta2, beta3, beta4, beta5, beta6, weightDecay }) {
    const d = weightDecay === 0 ? g : g + weightDecay * w;
    v1 = beta1 * v1 + d;
    v2 = numBetas >= 2 ? beta2 * v2 + d : v2;
    v3 = numBetas >= 3 ? beta3 * v3 + d : v3;
    v4 = numBetas >= 4 ? beta4 * v4 + d : v4;
    v5 = numBetas >= 5 ? beta5 * v5 + d : v5;
    v6 = numBetas >= 6 ? beta6 * v6 + d : v6;

    const two = numBetas >= 2 ? v1 + v2 : v1;
    const three = numBetas >= 3 ? two + v3 : two;
    const four = numBetas >= 4 ? three + v4 : three;
    const five = numBetas >= 5 ? four + v5 : four;
    const sum = numBetas >= 6 ? five + v6 : five;
    w = w - (lr / numBetas) * sum;
    return { w, v1, v2, v3, v4, v5, v6 };
  },
});
