import { checkOptions } from "@downhill/optimizer/arguments";
import { eluBackward, eluForward } from "../kernels/elu.ts";
import { geluBackward, geluForward, geluTanhBackward, geluTanhForward } from "../kernels/gelu.ts";
import { Activation } from "../kernels/interface.ts";
import { leakyReluBackward, leakyReluForward } from "../kernels/leaky-relu.ts";
import { reluBackward, reluForward } from "../kernels/relu.ts";
import { sigmoidBackward, sigmoidForward } from "../kernels/sigmoid.ts";
import { siluBackward, siluForward } from "../kernels/silu.ts";
import { softplusBackward, softplusForward } from "../kernels/softplus.ts";
import { tanhBackward, tanhForward } from "../kernels/tanh.ts";
import { activation } from "./activation.ts";
import type { Layer } from "./layer.ts";

/** The rectified linear unit, y = max(0, x) for each element. Its gradient at 0 is 0. */
export function relu(): Layer<never> {
  const layer = activation("relu", reluForward, reluBackward);
  relus.add(layer);
  return layer;
}

const relus = new WeakSet<Layer>();

/** Whether it is a layer that `relu` made, and not another of that name. */
export function isRelu(layer: Layer): boolean {
  return relus.has(layer);
}

/**
 * y = x where x > 0, slope·x elsewhere. Its gradient at 0 is the slope.
 * @throws RangeError for a slope that is not a finite number.
 */
export function leakyRelu(slope = 0.01): Layer<never> {
  checkFinite("leakyRelu: slope", slope);
  return activation(
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
  checkFinite("elu: alpha", alpha);
  return activation(
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
export function gelu(options: { readonly approximate?: "none" | "tanh" } = {}): Layer<never> {
  checkOptions("gelu", options, ["approximate"]);
  const { approximate = "none" } = options;
  if (approximate === "none") return activation("gelu", geluForward, geluBackward, { kind: Activation.gelu });
  if (approximate === "tanh")
    return activation("gelu", geluTanhForward, geluTanhBackward, { kind: Activation.geluTanh });
  throw new RangeError(`gelu: approximate must be "none" or "tanh", got ${approximate}`);
}

/** y = x·σ(x), also known as swish. Source: Ramachandran et al. 2017. */
export function silu(): Layer<never> {
  return activation("silu", siluForward, siluBackward, { kind: Activation.silu });
}

/** y = σ(x) = 1 / (1 + e⁻ˣ). As the last layer of a classifier, leave it out and take `sigmoidCrossEntropy`. */
export function sigmoid(): Layer<never> {
  return activation("sigmoid", sigmoidForward, (dx, dy, _, y) => sigmoidBackward(dx, dy, y), {
    kind: Activation.sigmoid,
    ofOutput: true,
  });
}

/** y = tanh x. */
export function tanh(): Layer<never> {
  return activation("tanh", tanhForward, (dx, dy, _, y) => tanhBackward(dx, dy, y), {
    kind: Activation.tanh,
    ofOutput: true,
  });
}

/** y = ln(1 + eˣ), a smooth relu. */
export function softplus(): Layer<never> {
  return activation("softplus", softplusForward, softplusBackward, { kind: Activation.softplus });
}

function checkFinite(what: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${what} must be a finite number, got ${value}`);
}
