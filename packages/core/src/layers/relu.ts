import { reluBackward, reluForward } from "../kernels/relu.ts";
import type { Layer } from "./layer.ts";

/** The rectified linear unit, y = max(0, x) for each element. Its gradient at 0 is 0. */
export function relu(): Layer<never> {
  return {
    name: "relu",
    outputs: (inputs) => inputs,
    parameters: () => ({}),
    forward({ x, y }) {
      reluForward(y, x);
    },
    backward({ x, dx, dy }) {
      if (dx) reluBackward(dx, dy, x);
    },
  };
}
