import type { Shape } from "../data/tensor.ts";
import type { EngineLayer, ModelEngine } from "./engine.ts";

/** A model as a layer of another: its memory, parameters and random stream stay its own, so that both train the same. */
export function nested(engine: ModelEngine): EngineLayer {
  const { inputShape: input, outputShape } = engine;
  return {
    name: "sequential",
    models: { "": engine },
    outputShape(inputShape: Shape) {
      if (inputShape.join() === input.join()) return outputShape;
      throw new RangeError(`sequential: a model for inputs of [${input.join(", ")}] got [${inputShape.join(", ")}]`);
    },
    forward({ rows, inputShape, x, y, use }) {
      y.set(engine.forward({ shape: [rows, ...inputShape], data: x }, use).data);
    },
    sites: ({ rows }) => engine.sites(rows),
    backward({ rows, outputShape, dx, dy }) {
      const input = engine.backward({ shape: [rows, ...outputShape], data: dy }, dx !== undefined);
      if (dx) dx.set(input!.data);
    },
  };
}
