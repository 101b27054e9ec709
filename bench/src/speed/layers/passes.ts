import { numpyRandom, relu, type Shape, sequential, type Tensor, tensor } from "@downhill/core";
import type { Prepared } from "../subjects/prepared.ts";
import type { Ladder } from "./ladders.ts";

export type PassName = "forward" | "backward" | "value and gradient";

/** What is timed at one size. */
export interface Pass extends Pick<Prepared, "step"> {
  readonly name: PassName;
  /** How many elements, or multiply-adds where there are some, it is about. */
  readonly work: number;
}

/** Drawn from the unit normal, or indices below `below`. */
export function batchOf(shape: Shape, below?: number): Tensor {
  const random = numpyRandom(0);
  const x = tensor({ shape: [...shape] });
  for (let i = 0; i < x.data.length; i++) {
    x.data[i] = below === undefined ? random.normal() : Math.floor(below * random.uniform());
  }
  return x;
}

/** Of a layer both ways, of a loss its forward, which has the gradient; all in a model's memory. */
export function passes({ what, shape: shapeOf }: Ladder, size: number): { passes: Pass[]; dispose(): void } {
  const shape = shapeOf(size);
  const x = batchOf(shape, "layer" in what ? what.indices : undefined);
  if ("loss" in what) {
    // Outputs are a model's, so that they lie where the kernels are, with numbers of our own.
    const model = sequential([relu()], { input: shape.slice(1) });
    const outputs = model.forward(x);
    outputs.data.set(x.data);
    const loss = what.loss(size);
    if (loss.name === "categoricalCrossEntropy") outputs.data.fill(1 / shape[1]!);
    const labels = what.labels(outputs);
    const weights = what.weights && Float32Array.from({ length: shape[0]! }, (_, i) => 1 + (i % 3));
    const step = () => loss.forward(outputs, labels, weights);
    return { passes: [{ name: "value and gradient", work: x.data.length, step }], dispose: () => model.dispose() };
  }
  const model = sequential([what.layer(size)], { input: shape.slice(1), random: numpyRandom(1) });
  const gradient = batchOf(model.forward(x).shape);
  const macs = what.multiplyAdds?.(size);
  const inputs = Math.max(x.data.length, gradient.data.length);
  return {
    passes: [
      { name: "forward", work: macs ?? inputs, step: () => model.forward(x) },
      // The gradients of weights and of inputs are a product each.
      { name: "backward", work: macs === undefined ? inputs : 2 * macs, step: () => model.backward(gradient) },
    ],
    dispose: () => model.dispose(),
  };
}
