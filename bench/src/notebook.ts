import { optimizers } from "@downhill/catalog";
import type { NamedParameters, Optimizer, Schedule } from "@downhill/plugin";
import { inverseTimeDecay } from "@downhill/plugin/schedules";

/** The notebook's optimizers, with the hyperparameters of the cells whose tables it prints (SGD's: its class's own). */
export const cells = {
  sgd: { lr: 1, decay: 0, momentum: 0 },
  adagrad: { lr: 1, decay: 1e-4, eps: 1e-7 },
  rmsprop: { lr: 0.02, decay: 1e-5, eps: 1e-7, rho: 0.999 },
  adam: { lr: 0.02, decay: 1e-5, eps: 1e-7, beta1: 0.9, beta2: 0.999 },
} as const;

export type CellName = keyof typeof cells;
export type CellHyper = { lr: number; decay: number } & Partial<
  Record<"momentum" | "rho" | "beta1" | "beta2" | "eps", number>
>;

/** The learning rate after t updates. Adam's cell multiplies by the reciprocal, which rounds differently. */
export function rateOf(name: CellName, { lr, decay }: CellHyper): Schedule {
  return name === "adam" ? (t) => lr * (1 / (1 + decay * t)) : inverseTimeDecay(lr, decay);
}

/** The notebook's way of writing a rule, where ours can be written in several that round differently. */
const variants: Partial<Record<CellName, object>> = {
  sgd: { rateInVelocity: 1 }, // v = μv - lr·g, w = w + v
  adam: { explicitMoments: 1 },
};

/** A cell's optimizer. */
export function makeOptimizer(name: CellName, parameters: NamedParameters, cell: CellHyper): Optimizer {
  const { decay: _, ...hyper } = cell;
  // As NumPy does, it goes on after a divergence, with NaN.
  const optimizer = optimizers[name](parameters, { ...hyper, ...variants[name] }, { nonFinite: "apply" }) as Optimizer;
  optimizer.schedules.lr = rateOf(name, cell);
  return optimizer;
}
