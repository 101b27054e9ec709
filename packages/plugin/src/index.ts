import { Heap as EngineHeap } from "./heap.ts";

export type {
  About,
  Evaluations,
  FloatArray,
  Group,
  Hyper,
  HyperNumbers,
  Hyperparameter,
  HyperSpec,
  HyperValues,
  LoadOptions,
  NamedParameters,
  Optimizer,
  Options,
  Parameter,
  ParameterFacts,
  Plugin,
  Role,
  Scale,
  Schedule,
  Schedules,
  ShapeFacts,
  State,
  StateEntry,
  TrainableParameters,
} from "./contract.ts";
export {
  type ArrayState,
  array,
  type Metadata,
  type MethodMetadata,
  type Normals,
  type NumberState,
  type Numbers,
  type OneState,
  type StateSpec,
  type Step,
  type StepTensor,
  scalar,
  shared,
} from "./define.ts";
export { type ElementRule, type ElementwiseDefinition, type ElementwisePlugin, elementwise } from "./elementwise.ts";
export { decay, epsilon, flag, type HyperparameterOptions, number, rate, whole } from "./hyperparameters.ts";
export { type ModelwiseDefinition, modelwise } from "./modelwise.ts";
export type { NestedNumbers } from "./nested.ts";
export type { Ops } from "./ops.ts";
export { parameter } from "./parameter.ts";
export { RuleError } from "./rule/tokens.ts";
export { type TensorwiseDefinition, tensorwise } from "./tensorwise.ts";
export { type Wrapper, wrapper } from "./wrapper.ts";
export type { InnerStep, WrapperDefinition } from "./wrapper-definition.ts";
export { accumulate } from "./wrappers/accumulate.ts";
export { clip } from "./wrappers/clip.ts";

/** A fixed piece of memory that WebAssembly can compute in: arrays that lie in one are updated in place. */
export interface Heap {
  readonly buffer: ArrayBuffer;
  /** The byte offset of a zeroed block, a multiple of 16. @throws RangeError where there is no room for it */
  allocate(bytes: number): number;
  /** Gives a block back. Views of it must not be used any more. */
  free(offset: number): void;
}

export const Heap: {
  /** @param bytes the least size. @throws RangeError where there is no such amount of memory */
  new (bytes: number): Heap;
  /** The heap that an array lies in, if any. */
  of(array: ArrayBufferView): Heap | undefined;
} = EngineHeap;
