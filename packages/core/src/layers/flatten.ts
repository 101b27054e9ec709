import { elements } from "../data/tensor.ts";
import type { EngineLayer } from "./engine.ts";
import type { Layer } from "./layer.ts";

/** Makes each sample one row: [channels, height, width] becomes [channels·height·width]. Costs nothing. */
export function flatten(): Layer<never> {
  const layer: EngineLayer<never> = {
    name: "flatten",
    outputShape: (inputShape) => [elements(inputShape)],
    reshapes: true,
    forward({ x, y }) {
      y.set(x);
    },
    backward({ dx, dy }) {
      dx?.set(dy);
    },
  };
  return layer;
}
