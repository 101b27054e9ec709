import { optimizers } from "@downhill/catalog";
import { Heap, type Optimizer, type Plugin } from "@downhill/plugin";
import { fillGradients, fillWeights } from "../arrays.ts";
import type { Prepare } from "./prepared.ts";

/**
 * `downhill`: arrays in a heap, updated in place. `downhill-staged`: ordinary arrays, which go through a buffer.
 * `downhill-portable`: ordinary arrays, without WebAssembly. `downhill-died`: in place, after 1,500 steps of gradients
 * that are 0, by which moving averages would have decayed into subnormal numbers.
 */
export const prepareDownhillStep: Prepare<"step"> = (subject, { optimizer: name, hyper, size }) => {
  const died = subject === "downhill-died";
  if (died && size > 1e6) return { skipped: "its 1,500 steps would take too long" };
  const plugin = (optimizers as Readonly<Record<string, Plugin>>)[name]!;
  const array =
    subject === "downhill" || died ? inHeap(size, 2 + Object.keys(plugin.state).length) : () => new Float32Array(size);
  const parameters = { w: { value: fillWeights(array()), grad: fillGradients(array()) } };
  const backend = subject === "downhill-portable" ? "portable" : "auto";
  const optimizer = plugin(parameters, hyper, { backend });
  // For methods that ask for the gradient anew: it is constant, and its cost is not the optimizer's.
  const evaluate = () => 0;
  for (let t = 0; died && t < 1505; t++) {
    if (t === 5) parameters.w.grad.fill(0);
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
function inHeap(length: number, arrays: number): () => Float32Array {
  const bytes = 4 * length;
  const heap = new Heap(arrays * (bytes + 64));
  return () => new Float32Array(heap.buffer, heap.allocate(bytes), length);
}
