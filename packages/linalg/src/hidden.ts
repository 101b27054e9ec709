/** What methods for the matrices of hidden layers share: which those are, their momentum, and AdamW for all else. */

import type { FloatArray, Ops, ParameterFacts } from "@downhill/plugin";

type Values<K extends string> = Record<K, number>;

/** A parameter's rows are its outputs or its columns are: then it is a matrix as it lies in memory. */
export function matrixOf({ shape, outputAxis, length }: Pick<ParameterFacts, "shape" | "outputAxis" | "length">) {
  const outputs = shape[outputAxis]!;
  const inputs = length / outputs;
  return outputAxis === 0
    ? { rows: outputs, columns: inputs, outputs, inputs }
    : { rows: inputs, columns: outputs, outputs, inputs };
}

/**
 * Whether it is a weight of a hidden layer: of two axes or more, with outputs along the first or last; no bias, scale or
 * embedding, and not of the output layer.
 */
export const isHidden = ({
  shape,
  role = "weight",
  output = false,
  outputAxis,
  length,
}: Omit<ParameterFacts, "name">): boolean =>
  shape.length > 1 &&
  length > 0 &&
  role === "weight" &&
  !output &&
  (outputAxis === 0 || outputAxis === shape.length - 1);

/** The momentum m = μm + (1 - μ)g, and the direction u: with Nesterov's a step further along it. */
export const momentumRule = ({ g, m }: Values<"g" | "m" | "u">, { mu, nesterov }: Values<"mu" | "nesterov">) => {
  m = m + (1 - mu) * (g - m);
  const u = nesterov ? g + mu * (m - g) : m;
  return { m, u };
};

/** A step along u, of weights that decay first. */
export const stepRule = ({ w, u }: Values<"w" | "u">, { decayed, size }: Values<"decayed" | "size">) => {
  w = decayed * w - size * u;
  return { w };
};

const adamwRule = (
  { w, g, m, v }: Values<"w" | "g" | "m" | "v">,
  { lr, beta1, beta2, eps, weightDecay, t }: Values<"lr" | "beta1" | "beta2" | "eps" | "weightDecay" | "t">,
) => {
  m = beta1 * m + (1 - beta1) * g;
  v = beta2 * v + (1 - beta2) * (g * g);
  w = (1 - lr * weightDecay) * w - ((lr / (1 - beta1 ** t)) * m) / (Math.sqrt(v / (1 - beta2 ** t)) + eps);
  return { w, m, v };
};

type AdamW = Readonly<Values<"adamLr" | "adamBeta1" | "adamBeta2" | "adamEps" | "adamWeightDecay">>;

/** A step of AdamW (`torch.optim.AdamW`), for what is no hidden matrix, with hyperparameters of its own. */
export function stepByAdamW(
  { w, g, m, v }: Readonly<Record<"w" | "g" | "m" | "v", FloatArray>>,
  { adamLr: lr, adamBeta1: beta1, adamBeta2: beta2, adamEps: eps, adamWeightDecay: weightDecay }: AdamW,
  t: number,
  ops: Ops,
): void {
  ops.map(adamwRule, { w, g, m, v }, { lr, beta1, beta2, eps, weightDecay, t });
}
