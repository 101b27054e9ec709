import { reluBackward, reluForward } from "../kernels/plain/relu.ts";
import { elementLayer } from "./activation.ts";
import type { Layer } from "./layer.ts";

/** The rectified linear unit, y = max(0, x) for each element. Its gradient at 0 is 0. */
export function relu(): Layer<never> {
  const layer = elementLayer("relu", reluForward, reluBackward);
  relus.add(layer);
  return layer;
}

const relus = new WeakSet<Layer>();

/** Whether it is a layer that `relu` made, and not another of that name. */
export function isRelu(layer: Layer): boolean {
  return relus.has(layer);
}
