/** Schedules: pure functions of the number of steps taken, t = 0, 1, …, for any hyperparameter. */
export { constant } from "./constant.ts";
export { type CosineOptions, cosine } from "./cosine.ts";
export { type CosineRestartsOptions, cosineRestarts } from "./cosine-restarts.ts";
export { type CyclicOptions, cyclic } from "./cyclic.ts";
export { type ExponentialOptions, exponential } from "./exponential.ts";
export { type InverseTimeDecayOptions, inverseTimeDecay } from "./inverse-time-decay.ts";
export { type LinearOptions, linear } from "./linear.ts";
export { type MultiStepOptions, multiStep } from "./multi-step.ts";
export { type OneCycleOptions, oneCycle } from "./one-cycle.ts";
export { type PiecewiseOptions, piecewise } from "./piecewise.ts";
export { type Plateau, type PlateauOptions, type PlateauState, plateau } from "./plateau.ts";
export { type PolynomialOptions, polynomial } from "./polynomial.ts";
export { sequence } from "./sequence.ts";
export { type StepOptions, step } from "./step.ts";
export { type WarmupOptions, warmup } from "./warmup.ts";
export { type WarmupStableDecayOptions, warmupStableDecay } from "./warmup-stable-decay.ts";
