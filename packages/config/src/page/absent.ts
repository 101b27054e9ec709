/** A known optimizer that has no package, and why; or what to use for it. */
export interface Absent {
  /** Its package's name if it had one; it drops out of the list when it has. */
  readonly name: string;
  readonly known: string;
  readonly why: string;
}

export const absent: readonly Absent[] = [
  { name: "ranger", known: "Ranger", why: "a composition: `lookahead(radam)`" },
  { name: "nag", known: "NAG, Nesterov's accelerated gradient", why: "`sgd` with `nesterov`" },
  { name: "amsbound", known: "AMSBound", why: "`adabound` with `amsbound`" },
  { name: "sgdr", known: "SGDR, AdamWR", why: "a schedule: `sgd` or `adamw` with `cosineRestarts` as their `lr`" },
  { name: "adam-l2", known: "Adam with an L2 penalty", why: "`adam` with `weightDecay`" },
  {
    name: "levenberg-marquardt",
    known: "Levenberg–Marquardt, Gauss–Newton",
    why: "they need residuals, not a gradient: `leastSquares` of [@downhill/minimize](../packages/minimize)",
  },
  {
    name: "bfgs",
    known: "BFGS",
    why: "its matrix has the square of the parameters' number; `lbfgs` keeps pairs instead",
  },
  { name: "sparse-adam", known: "SparseAdam", why: "gradients are dense arrays here" },
  { name: "adam-8bit", known: "8-bit Adam", why: "state is of the weights' type, float32 or float64" },
  {
    name: "kfac",
    known: "K-FAC",
    why: "it needs each layer's inputs and their gradients, which an optimizer does not see here",
  },
  { name: "cma-es", known: "CMA-ES and other evolution strategies", why: "they use no gradient" },
];
