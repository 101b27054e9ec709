import type { MatmulPrecision } from "../kernels/matmul.ts";
import type { Labels } from "../labels.ts";
import type { Layer } from "../layers/layer.ts";
import type { Loss } from "../losses/loss.ts";
import { Model } from "../model.ts";
import type { Shape, Tensor } from "../tensor.ts";
import { compare, PRECISIONS, type Variable } from "./differences.ts";
import { LayerCheck } from "./layer.ts";
import { Replay } from "./replay.ts";
import { type GradientReport, report } from "./report.ts";

export interface ModelCheckOptions {
  /** The batch to check at. Default: 3 samples, nearly normal. */
  readonly x?: Tensor;
  /** Whether x has a gradient; indices have none. Default true. */
  readonly inputGradient?: boolean;
  /** Default true for a layer, false for a model, whose dropout would draw anew at each forward. */
  readonly training?: boolean;
  /** The error that passes, in terms of an array's largest gradient. Default 1e-3, or 1e-5 for float64. */
  readonly tolerance?: number;
}

export interface LayerCheckOptions extends ModelCheckOptions {
  /** The shape of one sample. */
  readonly input: number | Shape;
  /** Default `float64`, as there is less rounding in the way. */
  readonly matmulPrecision?: MatmulPrecision;
  /**
   * What the layer's arrays are. Default `float32`, as in a model. `float64` is sharper by far, for a layer that computes
   * without `Math.fround`: it is given `Float64Array`s then.
   */
  readonly precision?: "float32" | "float64";
}

export interface LossCheckOptions {
  /** The batch to check at. */
  readonly outputs: Tensor;
  readonly labels: Labels;
  /** The error that passes, in terms of the largest gradient. Default 1e-3. */
  readonly tolerance?: number;
}

/**
 * Checks that backward is the gradient of forward: by central differences, in x and in each parameter, of Σ u·y with a
 * random u (of the loss itself, if it is a loss). `passed` is the result, and `toString()` says what is wrong where:
 *
 *     const report = checkGradients(myLayer(), { input: 4 });
 *     if (!report.passed) throw new Error(report.toString());
 *
 * A layer is checked at what it initialises its parameters to, plus a little noise; dropout drops the same elements each
 * time. A model is checked as it is, its `penalty` included, and left so, except for its gradients and activations.
 * Wherever backward returns or leaves NaN, that is wrong. Right at a kink (relu at 0, a tie in maxPool2d) the check
 * fails; near one it looks on its own side, or does not count the element.
 */
export function checkGradients(subject: Layer, options: LayerCheckOptions): GradientReport;
export function checkGradients(subject: Model, options?: ModelCheckOptions): GradientReport;
export function checkGradients(subject: Loss, options: LossCheckOptions): GradientReport;
export function checkGradients(
  subject: Layer | Model | Loss,
  options: LayerCheckOptions | ModelCheckOptions | LossCheckOptions = {},
): GradientReport {
  if (subject instanceof Model) return checkModel(subject, options as ModelCheckOptions);
  if ("outputShape" in subject) return checkLayer(subject, options as LayerCheckOptions);
  return checkLoss(subject, options as LossCheckOptions);
}

function checkLayer(layer: Layer, options: LayerCheckOptions): GradientReport {
  const { precision: name = "float32", inputGradient = true, training = true, matmulPrecision = "float64" } = options;
  const precision = { ...PRECISIONS[name], ...tolerance(options) };
  const input = typeof options.input === "number" ? [options.input] : options.input;
  const check = new LayerCheck(layer, input, options.x, { float64: name === "float64", training, matmulPrecision });
  const variables = check.backward(inputGradient);
  const arrays = variables.map((variable) => compare(variable, () => check.forward(), check.magnitude(), precision));
  return report(layer.name, arrays);
}

function checkModel(model: Model, options: ModelCheckOptions): GradientReport {
  const { inputGradient = true, training = false } = options;
  const random = new Replay();
  const x = copied(options.x ?? { shape: [3, ...model.inputShape], data: normals(3 * model.inputs, random) });
  const before = model.state();
  const y = model.forward(x, { training });
  const u = { shape: y.shape, data: normals(y.data.length, random) };
  const f = () => dot(u.data, model.forward(x, { training }).data) + model.penalty();
  const magnitude = model.penalty() + y.data.reduce((sum, each, i) => sum + Math.abs(each * u.data[i]!), 0);
  const dx = model.backward(u);
  const variables: Variable[] = inputGradient ? [{ name: "x", value: x.data, gradient: dx.data.slice() }] : [];
  for (const [name, { value, grad }] of Object.entries(model.parameters())) {
    variables.push({ name, value, gradient: grad.slice() });
  }
  const precision = { ...PRECISIONS.float32, ...tolerance(options) };
  const arrays = variables.map((variable) => compare(variable, f, magnitude, precision));
  model.load(before);
  return report("model", arrays);
}

function checkLoss(loss: Loss, options: LossCheckOptions): GradientReport {
  const outputs = copied(options.outputs);
  const f = () => loss.forward(outputs, options.labels);
  const magnitude = Math.abs(f());
  const gradient = loss.backward().data.slice();
  const precision = { ...PRECISIONS.float32, ...tolerance(options) };
  return report(loss.name, [compare({ name: "outputs", value: outputs.data, gradient }, f, magnitude, precision)]);
}

const tolerance = (options: { readonly tolerance?: number }) =>
  options.tolerance === undefined ? {} : { tolerance: options.tolerance };

const copied = ({ shape, data }: Tensor) => ({ shape, data: data.slice() });

const normals = (length: number, random: Replay) => Float32Array.from({ length }, () => random.normal());

function dot(u: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += u[i]! * y[i]!;
  return sum;
}
