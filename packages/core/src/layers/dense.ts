import { checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { denseForward, denseGradients, denseInputGradient } from "../kernels/plain/dense.ts";
import { reluBackward } from "../kernels/plain/relu.ts";
import type { EngineLayer } from "./engine.ts";
import type { Layer } from "./layer.ts";
import { isRelu } from "./relu.ts";
import { type WeightOptions, weightSpecs } from "./weight-specs.ts";

const made = new WeakSet<object>();

function make<L extends object>(layer: L): L {
  made.add(layer);
  return layer;
}

/** Whether it is a layer that `dense` made, and not a copy of one with methods of its own. */
export function isDense(layer: object): boolean {
  return made.has(layer);
}

export type DenseOptions = WeightOptions;

/**
 * A fully connected layer, Y = X·W + b: X is samples × inputs, W inputs × units (the transpose of PyTorch's), b units.
 * Of samples with several dimensions, it is applied along the last: [length, inputs] gives [length, units].
 * The gradients are derived in `docs/backpropagation.md`.
 * @throws RangeError if `units` is not a positive whole number, a factor of `regularization` is no number ≥ 0, or an option
 *   is unknown.
 */
export function dense(units: number, options: DenseOptions = {}): Layer<string> {
  checkWhole("dense", "units", units);
  checkOptions("dense", options, ["weightInit", "bias", "biasInit", "regularization"]);
  const specs = weightSpecs("dense", options);
  const hasBias = options.bias !== false;
  const layer = (rectify: boolean): EngineLayer => ({
    name: "dense",
    outputShape: (inputShape) => [...inputShape.slice(0, -1), units],
    parameters: (inputShape) => specs([inputShape.at(-1)!, units], [units]),
    // Without a bias, zeros are added, and their gradient is nobody's.
    scratch: () => (hasBias ? {} : { zeros: units, unused: units }),
    rectifies: rectify,
    fuse(next) {
      return isDense(this) && isRelu(next) ? make(layer(true)) : undefined;
    },

    forward({ inputShape, x, y, parameters: { weight, bias }, scratch: { zeros }, matmulPrecision }) {
      const rows = y.length / units;
      const inputs = inputShape.at(-1)!;
      denseForward(y, x, weight!.value, bias?.value ?? zeros!, rows, inputs, units, matmulPrecision, rectify);
    },

    backward({ inputShape, x, y, dx, dy, gate, gated, parameters: { weight, bias }, scratch, matmulPrecision }) {
      const rows = dy.length / units;
      const inputs = inputShape.at(-1)!;
      if (rectify && !gated) reluBackward(dy, dy, y);
      denseGradients(weight!.grad, bias?.grad ?? scratch.unused!, x, dy, rows, inputs, units, matmulPrecision);
      if (dx) denseInputGradient(dx, dy, weight!.value, x, rows, inputs, units, matmulPrecision, gate);
    },
  });
  return make(layer(false));
}
