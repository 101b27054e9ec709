import { checkBoolean, checkFunction, checkOptions, checkWhole } from "@downhill/optimizer/arguments";
import { heNormal, type Initializer, zeros } from "../initializers.ts";
import { denseForward, denseGradients, denseInputGradient } from "../kernels/dense.ts";
import { reluBackward } from "../kernels/relu.ts";
import { checkRegularization, type Regularization } from "../regularization.ts";
import { isRelu } from "./activations.ts";
import type { EngineLayer } from "./engine-layer.ts";
import type { Layer, ParameterSpec } from "./layer.ts";

const made = new WeakSet<object>();

function make<L extends object>(layer: L): L {
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
  readonly weightInit?: Initializer | undefined;
  /** Whether there is one. Default true. */
  readonly bias?: boolean | undefined;
  /** Default `zeros()`. */
  readonly biasInit?: Initializer | undefined;
  /** What is added to the loss for the size of the parameters. Default: nothing. */
  readonly regularization?:
    | { readonly weight?: Regularization | undefined; readonly bias?: Regularization | undefined }
    | undefined;
}

export type DenseOptions = WeightOptions;

/** @throws TypeError or RangeError naming the option that does not do */
export function checkWeightOptions(
  owner: string,
  { weightInit, bias, biasInit, regularization = {} }: WeightOptions,
): void {
  for (const [name, value] of Object.entries({ weightInit, biasInit }))
    if (value !== undefined) checkFunction(owner, name, value);
  if (bias !== undefined) checkBoolean(owner, "bias", bias);
  checkOptions(`${owner}: regularization`, regularization, ["weight", "bias"]);
  checkRegularization(`${owner}: regularization.weight`, regularization.weight);
  checkRegularization(`${owner}: regularization.bias`, regularization.bias);
  if (bias !== false) return;
  for (const [name, value] of Object.entries({ biasInit, "regularization.bias": regularization.bias }))
    if (value !== undefined) throw new RangeError(`${owner}: ${name} is for a bias, and bias is false`);
}

/**
 * A fully connected layer, Y = X·W + b: X is samples × inputs, W inputs × units (the transpose of PyTorch's), b units.
 * Of samples with several dimensions, it is applied along the last: [length, inputs] gives [length, units].
 * The gradients are derived in `docs/backpropagation.md`.
 * @throws RangeError if `units` is not a positive whole number, a factor of `regularisation` is no number ≥ 0, or an option
 *   is unknown.
 */
export function dense(units: number, options: DenseOptions = {}): Layer<"weight" | "bias"> {
  checkWhole("dense", "units", units);
  checkOptions("dense", options, ["weightInit", "bias", "biasInit", "regularization"]);
  const { weightInit = heNormal(), bias: hasBias = true, biasInit = zeros(), regularization = {} } = options;
  checkWeightOptions("dense", options);
  const layer = (rectify: boolean): EngineLayer<"weight" | "bias", never, "zeros" | "unused"> => ({
    name: "dense",
    outputShape: (inputShape) => [...inputShape.slice(0, -1), units],
    parameters: (inputShape) => {
      const weight: ParameterSpec = {
        shape: [inputShape.at(-1)!, units],
        initialize: weightInit,
        regularization: regularization.weight,
        role: "weight",
      };
      const bias: ParameterSpec = {
        shape: [units],
        initialize: biasInit,
        regularization: regularization.bias,
        role: "bias",
      };
      return (hasBias ? { weight, bias } : { weight }) as Record<"weight" | "bias", ParameterSpec>;
    },
    // Without a bias, zeros are added, and their gradient is nobody's.
    scratch: () => (hasBias ? ({} as never) : { zeros: units, unused: units }),
    rectifies: rectify,
    fuse(next) {
      return isDense(this) && isRelu(next) ? make(layer(true)) : undefined;
    },

    forward({ inputShape, x, y, parameters: { weight, bias }, scratch, matmulPrecision }) {
      const rows = y.length / units;
      const inputs = inputShape.at(-1)!;
      const b = hasBias ? bias.value : scratch.zeros;
      denseForward(y, x, weight.value, b, rows, inputs, units, matmulPrecision, rectify);
    },

    backward({ inputShape, x, y, dx, dy, gate, gated, parameters: { weight, bias }, scratch, matmulPrecision }) {
      const rows = dy.length / units;
      const inputs = inputShape.at(-1)!;
      if (rectify && !gated) reluBackward(dy, dy, y);
      denseGradients(weight.grad, hasBias ? bias.grad : scratch.unused, x, dy, rows, inputs, units, matmulPrecision);
      if (dx) denseInputGradient(dx, dy, weight.value, x, rows, inputs, units, matmulPrecision, gate);
    },
  });
  return make(layer(false));
}
