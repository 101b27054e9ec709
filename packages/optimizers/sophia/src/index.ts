import { decay, epsilon, type FloatArray, modelwise, rate, whole } from "@downhill/plugin";
import { pow } from "@downhill/plugin/math";
import { normals } from "@downhill/plugin/random";

/**
 * Sophia: momentum divided by the Hessian's diagonal, each element's step cut to `clipThreshold`.
 *
 * The diagonal is estimated every `updateInterval` steps, from the first on: by `options.hessian(name)`, or by
 * Hutchinson's u ⊙ Hu with random signs u (Optax: the same with exact products; the paper's normal numbers). Hu is a
 * difference of gradients, from one more `evaluate` at w + r·u, of the same batch if `evaluate` has it, with r = 2⁻¹² ·
 * max(1, max |w|), in float64 2⁻²⁶.
 *
 * As in Optax: m is bias-corrected (paper: not); a new estimate counts from the next step on (paper: at once), so that
 * the first one, with h = 0, is lr·sign(g); elements are divided by max(γh, ε), so that where the curvature is negative
 * ε divides, and the cut holds. Decay is decoupled, times lr, of the old weights. `clipThreshold: 0` cuts nothing, and
 * steps are then as long as g / ε.
 *
 * At a zero gradient an element goes on along m. One whose estimate is 0 moves by lr, however small its gradient. Its
 * loops, those of the estimates among them, take some 3 ns a parameter, evaluations apart.
 *
 * When to use it: For language models, whose authors report half of AdamW's steps; later comparisons with tuned
 * baselines find less. Every `updateInterval` steps another gradient. Two arrays of state; not for noisy curvature, as
 * of small batches.
 */
export const sophia = modelwise({
  name: "sophia",
  doc: "Momentum divided by the Hessian's diagonal, and cut.",
  paper: "Liu et al. 2023, Algorithm 3, arXiv:2305.14342",
  reference: "optax.contrib.sophia",
  hyper: {
    lr: rate(1e-3, "step size η"),
    beta1: decay(0.965, "decay of the gradient's average, β₁"),
    beta2: decay(0.99, "decay of the diagonal's average, β₂"),
    eps: epsilon(1e-8, "the least that is divided by, ε"),
    weightDecay: rate(1e-4, "decay of the weights, λ, times lr"),
    gamma: rate(0.01, "factor of the diagonal, γ"),
    clipThreshold: rate(1, "the longest step, times lr; 0: any", [0.1, 10]),
    updateInterval: whole(10, "every how many steps the diagonal is estimated, k", [1, 100]),
  },
  state: ["m", "h"],
  options: ["hessian"],
  random: normals,
  evaluations({ updateInterval }, options) {
    if ((options as { hessian?: unknown }).hessian) return 0;
    return updateInterval === 1 ? 1 : { most: 1 };
  },
  check({ updateInterval }) {
    return updateInterval === 0 ? "updateInterval must be at least 1, got 0" : undefined;
  },
  step(tensors, _, t, { ops, evaluate, random, options }) {
    // By name, so that the random signs do not depend on the order of the parameters.
    const due = tensors
      .filter(({ hyper }) => (t - 1) % hyper.updateInterval === 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const given = options.hessian && due.map(({ name, w }) => checked(name, options.hessian!(name), w));
    for (const { g, m, hyper } of tensors) {
      const { beta1 } = hyper;
      ops.map(({ g, m }, { beta1 }) => ({ m: beta1 * m + (1 - beta1) * g }), { g, m }, { beta1 });
    }
    const diagonals = given ?? (due.length ? hutchinson(due, evaluate, random) : []);
    for (const { w, m, h, hyper } of tensors) {
      const { lr, beta1, eps, weightDecay, gamma, clipThreshold } = hyper;
      const most = clipThreshold === 0 ? Number.POSITIVE_INFINITY : clipThreshold;
      ops.map(
        ({ w, m, h }, { mTotal, eps, gamma, most, lr, weightDecay }) => {
          const u = m / mTotal / Math.max(gamma * h, eps);
          return { w: w - lr * (Math.min(Math.max(u, -most), most) + weightDecay * w) };
        },
        { w, m, h },
        { mTotal: 1 - pow(beta1, t), eps, gamma, most, lr, weightDecay },
      );
    }
    for (const [i, { h, hyper }] of due.entries()) {
      const { beta2 } = hyper;
      const d = diagonals[i]!;
      ops.map(({ h, d }, { beta2 }) => ({ h: beta2 * h + (1 - beta2) * d }), { h, d }, { beta2 });
    }
  },
});

/** What the user's function gives, as the weights' type. */
function checked(name: string, diagonal: ArrayLike<number>, w: FloatArray): FloatArray {
  const copy = w.slice();
  const wrong = diagonal.length !== w.length ? `${diagonal.length} numbers` : undefined;
  const i = wrong ? -1 : copy.findIndex((_, i) => !Number.isFinite(diagonal[i]!));
  if (wrong || i >= 0)
    throw new RangeError(
      `sophia: hessian("${name}") must give ${w.length} finite numbers, got ${wrong ?? `${diagonal[i]} at ${i}`}`,
    );
  copy.set(diagonal);
  return copy;
}

type Probed = { readonly name: string; readonly w: FloatArray; readonly g: FloatArray };

/** u ⊙ Hu of each tensor, with the gradients' difference along all of them for Hu. The weights are put back, the gradients not. */
function hutchinson(
  tensors: readonly Probed[],
  evaluate: () => number,
  random: (name: string, length: number) => ArrayLike<number>,
): FloatArray[] {
  const starts = tensors.map(({ w }) => w.slice());
  const steps = tensors.map(({ name, w, g }) => {
    const before = g.slice();
    let size = 1;
    for (const x of w) size = Math.max(size, Math.abs(x));
    const r = size * (w instanceof Float32Array ? 2 ** -12 : 2 ** -26);
    const signs = Array.from(random(name, w.length), (x) => (x < 0 ? -r : r));
    for (const [i, step] of signs.entries()) w[i]! += step;
    return { before, signs };
  });
  evaluate();
  return tensors.map(({ w, g }, k) => {
    const { before, signs } = steps[k]!;
    w.set(starts[k]!);
    return before.map((x, i) => (g[i]! - x) / signs[i]!);
  });
}
