import type { EngineLayer } from "./layers/engine-layer.ts";
import type { LayerBuffer, LayerParameter } from "./layers/layer.ts";
import type { Replayed } from "./replayed.ts";
import type { Shape, Tensor } from "./tensor.ts";

/** What a plan is for. Only inference leaves a training forward's activations alone until its backward. */
export type Use = "training" | "evaluation" | "inference";

/** A parameter that is regularised, at least one factor of which is not 0. */
export interface Penalty {
  readonly parameter: LayerParameter;
  readonly l1: number;
  readonly l2: number;
}

/** What the engine does with a model that its users need not know of. */
export interface ModelEngine {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: Readonly<Record<string, LayerParameter>>;
  readonly buffers: Readonly<Record<string, LayerBuffer>>;
  readonly penalties: readonly Penalty[];
  /** What it draws from, and the models among its layers. */
  readonly streams: readonly Replayed[];
  /** The layers and their names, in their order. */
  readonly layers: readonly EngineLayer[];
  readonly names: readonly string[];
  /** @throws Error naming the method of a model that has been disposed of, or holds one that has */
  alive(method: string): void;
  /** As of `Plans`. */
  forwards(): number;
  rows(): number;
  forward(x: Tensor, use: Use): Tensor;
  backward(gradient: Tensor, inputGradient: boolean): Tensor | undefined;
  /** Adds the gradient of the penalty to the parameters' gradients. */
  regularize(): void;
}

const ENGINE = Symbol("engine");

/** Makes an object a model: what it hands to users, and its engine. */
export function withEngine<M extends object>(model: M, engine: ModelEngine): Readonly<M> {
  return Object.freeze(Object.defineProperty(model, ENGINE, { value: engine }));
}

export function isModel(value: unknown): value is object {
  return engineIn(value) !== undefined;
}

/** @throws TypeError unless `sequential` made it */
export function engineOf(model: object): ModelEngine {
  const engine = engineIn(model);
  if (!engine) throw new TypeError("expected a model, which sequential makes");
  return engine;
}

function engineIn(value: unknown): ModelEngine | undefined {
  return (Object(value) as { [ENGINE]?: ModelEngine })[ENGINE];
}

/** The outputs of a model used as it is: between a training forward and its backward it disturbs nothing. */
export function infer(model: object, x: Tensor): Tensor {
  return engineOf(model).forward(x, "inference");
}
