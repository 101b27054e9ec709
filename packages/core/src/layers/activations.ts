import { checkChoice, checkNumber, checkOptions } from "@downhill/plugin/arguments";
import { Activation } from "../kernels/bindings/further-kernels.ts";
import { eluBackward, eluForward } from "../kernels/plain/elu.ts";
import { geluBackward, geluForward, geluTanhBackward, geluTanhForward } from "../kernels/plain/gelu.ts";
import { leakyReluBackward, leakyReluForward } from "../kernels/plain/leaky-relu.ts";
import { sigmoidBackward, sigmoidForward } from "../kernels/plain/sigmoid.ts";
import { siluBackward, siluForward } from "../kernels/plain/silu.ts";
import { softplusBackward, softplusForward } from "../kernels/plain/softplus.ts";
import { tanhBackward, tanhForward } from "../kernels/plain/tanh.ts";
import { kernelActivation } from "./kernel-activation.ts";
import type { Layer } from "./layer.ts";

/**
 * y = x where x > 0, slope·x elsewhere. Its gradient at 0 is the slope.
 * @throws RangeError for a slope that is not a finite number.
 */
export function leakyRelu(slope = 0.01): Layer<never> {
  checkNumber("leakyRelu", "slope", slope);
  return kernelActivation(
    "leakyRelu",
    (y, x) => leakyReluForward(y, x, slope),
    (dx, dy, x) => leakyReluBackward(dx, dy, x, slope),
    { kind: Activation.leakyRelu, parameter: slope },
  );
}

/**
 * The exponential linear unit, y = x where x > 0, alpha·(eˣ - 1) elsewhere. Its gradient at 0 is alpha.
 * @throws RangeError for an alpha that is not a finite number.
 * Source: Clevert et al. 2016.
 */
export function elu(alpha = 1): Layer<never> {
  checkNumber("elu", "alpha", alpha);
  return kernelActivation(
    "elu",
    (y, x) => eluForward(y, x, alpha),
    (dx, dy, x) => eluBackward(dx, dy, x, alpha),
    { kind: Activation.elu, parameter: alpha },
  );
}

/**
 * The Gaussian error linear unit, y = x·Φ(x) = ½·x·(1 + erf(x/√2)), or its approximation
 * ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) with `approximate: "tanh"`.
 * @throws RangeError for an approximation of another name or an unknown option.
 * Source: Hendrycks & Gimpel 2016.
 */
export function gelu(options: { readonly approximate?: "none" | "tanh" | undefined } = {}): Layer<never> {
  checkOptions("gelu", options, ["approximate"]);
  const { approximate = "none" } = options;
  checkChoice("gelu", "approximate", approximate, ["none", "tanh"]);
  if (approximate === "none") return kernelActivation("gelu", geluForward, geluBackward, { kind: Activation.gelu });
  return kernelActivation("gelu", geluTanhForward, geluTanhBackward, { kind: Activation.geluTanh });
}

/** y = x·σ(x), also known as swish. Source: Ramachandran et al. 2017. */
export function silu(): Layer<never> {
  return kernelActivation("silu", siluForward, siluBackward, { kind: Activation.silu });
}

/** y = σ(x) = 1 / (1 + e⁻ˣ). As the last layer of a classifier, leave it out and take `sigmoidCrossEntropy`. */
export function sigmoid(): Layer<never> {
  return kernelActivation("sigmoid", sigmoidForward, (dx, dy, _, y) => sigmoidBackward(dx, dy, y), {
    kind: Activation.sigmoid,
    ofOutput: true,
  });
}

/** y = tanh x. */
export function tanh(): Layer<never> {
  return kernelActivation("tanh", tanhForward, (dx, dy, _, y) => tanhBackward(dx, dy, y), {
    kind: Activation.tanh,
    ofOutput: true,
  });
}

/** y = ln(1 + eˣ), a smooth relu. */
export function softplus(): Layer<never> {
  return kernelActivation("softplus", softplusForward, softplusBackward, { kind: Activation.softplus });
}
