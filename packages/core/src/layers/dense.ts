import { type Initialiser, normal, zeros } from "../initialisers.ts";
import { addBias, sumRows } from "../kernels/bias.ts";
import { matmulNN, matmulNT, matmulTN } from "../kernels/matmul.ts";
import type { Layer } from "./layer.ts";

export interface DenseOptions {
  /** Default `normal(0.01)`: small, for shallow networks. */
  readonly weights?: Initialiser;
  /** Default `zeros()`. */
  readonly biases?: Initialiser;
}

/**
 * A fully connected layer, Y = X·W + b: X is samples × inputs, W inputs × units (the transpose of PyTorch's), b units.
 * The gradients are derived in `docs/backpropagation.md`.
 * @throws RangeError if `units` is not a positive whole number.
 */
export function dense(units: number, options: DenseOptions = {}): Layer<"weights" | "biases"> {
  if (!Number.isSafeInteger(units) || units < 1) {
    throw new RangeError(`dense: units must be a positive whole number, got ${units}`);
  }
  const { weights: initialWeights = normal(0.01), biases: initialBiases = zeros() } = options;
  return {
    name: "dense",
    outputs: () => units,
    parameters: (inputs) => ({
      weights: { shape: [inputs, units], initialise: initialWeights },
      biases: { shape: [units], initialise: initialBiases },
    }),

    forward({ rows, inputs, x, y, parameters: { weights, biases }, accumulation }) {
      matmulNN(y, x, weights.value, rows, inputs, units, accumulation);
      addBias(y, biases.value, rows, units);
    },

    backward({ rows, inputs, x, dx, dy, parameters: { weights, biases }, accumulation }) {
      matmulTN(weights.grad, x, dy, inputs, rows, units, accumulation);
      sumRows(biases.grad, dy, rows, units);
      if (dx) matmulNT(dx, dy, weights.value, rows, units, inputs, accumulation);
    },
  };
}
