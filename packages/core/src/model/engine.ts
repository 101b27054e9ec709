import { refuse } from "@downhill/plugin/arguments";
import type { Tensor } from "../data/tensor.ts";
import type { ModelEngine } from "../layers/engine.ts";

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

/** @throws TypeError unless `sequential` made it, naming whose argument it is */
export function checkModel(owner: string, model: unknown): void {
  if (!isModel(model)) refuse(owner, "model", "a model, which sequential makes", model);
}

/** The outputs of a model used as it is: between a training forward and its backward it disturbs nothing. */
export function infer(model: object, x: Tensor): Tensor {
  return engineOf(model).forward(x, "inference");
}
