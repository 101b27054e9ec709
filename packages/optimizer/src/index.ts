export type {
  FloatArray,
  Group,
  Hyperparameter,
  HyperSpec,
  HyperValues,
  Optimizer,
  Options,
  Parameter,
  Parameters,
  Plugin,
  Scale,
  Schedule,
  State,
} from "./contract.ts";
export type { Metadata, Numbers, StateSpec, Step, Tensor } from "./define.ts";
export { type ElementRule, type ElementwiseDefinition, type ElementwisePlugin, elementwise } from "./elementwise.ts";
export { Heap } from "./heap.ts";
export { decay, flag, number, rate } from "./hyperparameters.ts";
export type { Ops } from "./ops.ts";
export { type OptimizerDefinition, optimizer } from "./optimizer.ts";
export { RuleError } from "./rule/tokens.ts";
export { constant, inverseTimeDecay } from "./schedules.ts";
export { type TensorwiseDefinition, tensorwise } from "./tensorwise.ts";
