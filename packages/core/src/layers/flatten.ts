import { elements } from "../tensor.ts";
import type { Layer } from "./layer.ts";

/** Makes each sample one row: [channels, height, width] becomes [channels·height·width]. Costs nothing. */
export function flatten(): Layer<never> {
  return {
    name: "flatten",
    outputShape: (inputShape) => [elements(inputShape)],
    parameters: () => ({}),
    reshapes: true,
    forward({ x, y }) {
      y.set(x);
    },
    backward({ dx, dy }) {
      dx?.set(dy);
    },
  };
}
