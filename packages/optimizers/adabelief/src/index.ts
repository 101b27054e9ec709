import { array, decay, elementwise, epsilon, flag, rate } from "@downhill/plugin";

/**
 * AdaBelief: Adam divided by how far gradients stray from their average, so that steps are long where it can be
 * believed.
 *
 * s averages (g - m)², with the new m. As in timm and the authors' code, ε is added to s itself at each step, where it
 * stays and adds up (to ε / (1 - β₂)), and once more beside the root. By default the step is rectified as in RAdam,
 * from ρₜ = 5 on (`radam`: above 5), and momentum's until then; `degeneratedToSgd: 0` has no step until then. Without
 * `rectify` it is the paper's, with both moments corrected. AMSGrad's maximum acts there only, as in timm. Decay is
 * AdamW's, times lr, on the old weights; `fixedDecay` leaves lr out, and `decoupledDecay: 0` makes it an L2 penalty.
 *
 * Step 1 is lr·g with `rectify`, and lr·g / |β₁g| without: 1.1 lr. At a zero gradient s becomes the square of m, and
 * steps stay about as long. In float32, a gradient beyond 1.8e19 has an infinite square, and its element moves no more
 * (`nonFiniteState: "throw"` says so). With ε = 0, an element whose gradients have all been 0 becomes NaN.
 *
 * When to use it: Wherever Adam is; its authors report better generalisation on images and steadier GANs. It costs what
 * Adam costs. ε matters more than Adam's: it decides how long steps are where gradients hardly vary, so do not carry
 * Adam's 1e-8 over.
 */
export const adabelief = elementwise({
  name: "adabelief",
  doc: "Adam divided by the gradients' deviation from their average.",
  paper: "Zhuang et al. 2020, Algorithm 2, arXiv:2010.07468",
  reference: "timm.optim.AdaBelief",
  hyper: {
    lr: rate(1e-3, "step size α"),
    beta1: decay(0.9, "decay of the first moment, β₁"),
    beta2: decay(0.999, "decay of the deviation's square, β₂"),
    eps: epsilon(1e-16, "added to s at each step and to its root, ε"),
    weightDecay: rate(0, "decay of the weights, λ, times lr"),
    decoupledDecay: flag(1, "decay the weights themselves, as AdamW does"),
    fixedDecay: flag(0, "decay by λ, not by lr·λ"),
    rectify: flag(1, "hold the division back as RAdam does"),
    degeneratedToSgd: flag(1, "take momentum's step until then, rather than none"),
    amsgrad: flag(0, "divide by the largest s so far; not with rectify"),
  },
  state: { m: 0, s: 0, sMax: array({ when: ({ amsgrad, rectify }) => amsgrad && !rectify }) },
  rule(
    { w, g, m, s, sMax },
    { lr, beta1, beta2, eps, weightDecay, decoupledDecay, fixedDecay, rectify, degeneratedToSgd, amsgrad },
    t,
  ) {
    const d = decoupledDecay || weightDecay === 0 ? g : g + weightDecay * w;
    w = decoupledDecay ? w - (fixedDecay ? weightDecay : lr * weightDecay) * w : w;
    m = beta1 * m + (1 - beta1) * d;
    s = beta2 * s + (1 - beta2) * ((d - m) * (d - m)) + eps;
    sMax = amsgrad && !rectify ? Math.max(sMax, s) : sMax;

    const correction = Math.sqrt(1 - beta2 ** t);
    const alpha = lr / (1 - beta1 ** t);
    const plain = (alpha * m) / (Math.sqrt(amsgrad ? sMax : s) / correction + eps);

    const rhoMax = 2 / (1 - beta2) - 1;
    const rho = rhoMax - (2 * t * beta2 ** t) / (1 - beta2 ** t);
    const r = Math.sqrt(((rho - 4) * (rho - 2) * rhoMax) / ((rhoMax - 4) * (rhoMax - 2) * rho));
    const rectified = (alpha * r * correction * m) / (Math.sqrt(s) + eps);

    w = w - (!rectify ? plain : rho >= 5 ? rectified : degeneratedToSgd ? alpha * m : 0);
    return { w, m, s, sMax };
  },
});
