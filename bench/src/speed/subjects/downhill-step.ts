import { parse } from "@downhill/catalog";
import { type FloatArray, Heap, type Optimizer } from "@downhill/plugin";
import { makeTensors } from "../arrays.ts";
import type { Layout } from "../layout.ts";
import type { Prepare } from "./prepared.ts";

/**
 * `downhill`: arrays in a heap, updated in place. `downhill-staged`: ordinary arrays, which go through a buffer.
 * `downhill-portable`: ordinary arrays, without WebAssembly. `downhill-died`: in place, after 1,500 steps of gradients
 * that are 0, by which moving averages would have decayed into subnormal numbers.
 */
export const prepareDownhillStep: Prepare<"step"> = (subject, { optimizer: name, hyper, ...layout }) => {
  const died = subject === "downhill-died";
  if (died && layout.size > 1e6) return { skipped: "its 1,500 steps would take too long" };
  const plugin = parse(name);
  const inPlace = subject === "downhill" || died;
  const tensors = makeTensors(layout, inPlace ? inHeap(layout, 2 + Object.keys(plugin.state).length) : undefined);
  const parameters = Object.fromEntries(tensors.map((tensor, i) => [`w${i}`, tensor]));
  const backend = subject === "downhill-portable" ? "portable" : "auto";
  const optimizer = plugin(parameters, hyper, { backend });
  // For methods that ask for the gradient anew: it is constant, and its cost is not the optimizer's.
  const evaluate = () => 0;
  for (let t = 0; died && t < 1505; t++) {
    if (t === 5) for (const { grad } of tensors) grad.fill(0);
    optimizer.step(evaluate);
  }
  return {
    description: `Downhill, ${where[subject]}, ${backendOf(optimizer)}`,
    step: () => optimizer.step(evaluate),
    dispose: () => optimizer.dispose(),
  };
};

const where: Readonly<Record<string, string>> = {
  downhill: "in place",
  "downhill-staged": "staged",
  "downhill-portable": "ordinary arrays",
  "downhill-died": "in place, after 1,500 gradients of 0",
};

export function backendOf({ backend, backendReason }: Optimizer): string {
  return backendReason === undefined ? backend : `${backend} (${backendReason})`;
}

/** Room for a number of arrays; who does not allocate here, the optimizer does. */
function inHeap({ size, tensors = 1, float64 }: Layout, arrays: number): (length: number) => FloatArray {
  const type = float64 ? Float64Array : Float32Array;
  const heap = new Heap(arrays * (type.BYTES_PER_ELEMENT * size + 64 * tensors));
  return (length) => new type(heap.buffer, heap.allocate(type.BYTES_PER_ELEMENT * length), length);
}
