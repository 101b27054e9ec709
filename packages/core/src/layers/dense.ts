import { heNormal, type Initialiser, zeros } from "../initialisers.ts";
import { denseForward, denseGradients, denseInputGradient } from "../kernels/dense.ts";
import { reluBackward } from "../kernels/relu.ts";
import { checkOptions } from "../options.ts";
import { checkRegularisation, type Regularisation } from "../regularisation.ts";
import { checkWhole } from "../whole.ts";
import { isRelu } from "./activations.ts";
import type { Layer } from "./layer.ts";

const made = new WeakSet<object>();

function make<L extends Layer<"weights" | "biases">>(layer: L): L {
  made.add(layer);
  return layer;
}

/** Whether it is a layer that `dense` made, and not a copy of one with methods of its own. */
export function isDense(layer: object): boolean {
  return made.has(layer);
}

/** Of a layer with weights and biases. */
export interface WeightOptions {
  /** Default `heNormal()`, which suits relu and its like; for tanh and sigmoid take `glorotUniform()`. */
  readonly weights?: Initialiser;
  /** Default `zeros()`. */
  readonly biases?: Initialiser;
  /** What is added to the loss for the size of the parameters. Default: nothing. */
  readonly regularisation?: { readonly weights?: Regularisation; readonly biases?: Regularisation };
}

export type DenseOptions = WeightOptions;

/**
 * A fully connected layer, Y = X·W + b: X is samples × inputs, W inputs × units (the transpose of PyTorch's), b units.
 * Of samples with several dimensions, it is applied along the last: [length, inputs] gives [length, units].
 * The gradients are derived in `docs/backpropagation.md`.
 * @throws RangeError if `units` is not a positive whole number, a factor of `regularisation` is no number ≥ 0, or an option
 *   is unknown.
 */
export function dense(units: number, options: DenseOptions = {}): Layer<"weights" | "biases"> {
  checkWhole("dense", "units", units);
  checkOptions("dense", options, ["weights", "biases", "regularisation"]);
  const { weights: initialWeights = heNormal(), biases: initialBiases = zeros(), regularisation = {} } = options;
  checkRegularisation("dense: regularisation of weights", regularisation.weights);
  checkRegularisation("dense: regularisation of biases", regularisation.biases);
  const layer = (rectify: boolean): Layer<"weights" | "biases"> =>
    make({
      name: "dense",
      outputShape: (inputShape) => [...inputShape.slice(0, -1), units],
      parameters: (inputShape) => ({
        weights: {
          shape: [inputShape.at(-1)!, units],
          initialise: initialWeights,
          regularisation: regularisation.weights,
        },
        biases: { shape: [units], initialise: initialBiases, regularisation: regularisation.biases },
      }),
      rectifies: rectify,
      fuse(next) {
        return isDense(this) && isRelu(next) ? layer(true) : undefined;
      },

      forward({ inputShape, x, y, parameters: { weights, biases }, accumulation }) {
        const rows = y.length / units;
        const inputs = inputShape.at(-1)!;
        denseForward(y, x, weights.value, biases.value, rows, inputs, units, accumulation, rectify);
      },

      backward({ inputShape, x, y, dx, dy, gate, gated, parameters: { weights, biases }, accumulation }) {
        const rows = dy.length / units;
        const inputs = inputShape.at(-1)!;
        if (rectify && !gated) reluBackward(dy, dy, y);
        denseGradients(weights.grad, biases.grad, x, dy, rows, inputs, units, accumulation);
        if (dx) denseInputGradient(dx, dy, weights.value, x, rows, inputs, units, accumulation, gate);
      },
    });
  return layer(false);
}
