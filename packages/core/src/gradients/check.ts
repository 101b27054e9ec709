import { ABOVE_0, checkChoice, checkNumber, checkOptions, refuse } from "@downhill/plugin/arguments";
import type { Labels } from "../data/labels.ts";
import { checkTensor, type Shape, type Tensor } from "../data/tensor.ts";
import type { MatmulPrecision } from "../kernels/plain/matmul.ts";
import type { Layer } from "../layers/layer.ts";
import type { Loss } from "../losses/loss.ts";
import { isModel } from "../model/engine.ts";
import { checkInput } from "../model/input.ts";
import type { Model } from "../model/model.ts";
import { compare, PRECISIONS, type Variable } from "./differences.ts";
import { LayerCheck } from "./layer.ts";
import { Replay } from "./replay.ts";
import { type GradientReport, report } from "./report.ts";

export interface ModelCheckOptions {
  /** The batch to check at. Default: 3 samples, nearly normal. */
  readonly x?: Tensor | undefined;
  /** Whether x has a gradient; indices have none. Default true. */
  readonly inputGradient?: boolean | undefined;
  /** Default true for a layer, false for a model, whose dropout would draw anew at each forward. */
  readonly training?: boolean | undefined;
  /** The error that passes, in terms of an array's largest gradient. Default 1e-3, or 1e-5 for float64. */
  readonly tolerance?: number | undefined;
}

export interface LayerCheckOptions extends ModelCheckOptions {
  /** The shape of one sample. */
  readonly input: number | Shape;
  /** Default `float64`, as there is less rounding in the way. */
  readonly matmulPrecision?: MatmulPrecision | undefined;
  /**
   * What the layer's arrays are. Default `float32`, as in a model. `float64` is sharper by far, for a layer that computes
   * without `Math.fround`: it is given `Float64Array`s then.
   */
  readonly precision?: "float32" | "float64" | undefined;
}

export interface LossCheckOptions {
  /** The batch to check at. */
  readonly outputs: Tensor;
  readonly labels: Labels;
  /** What each sample counts. Default: all 1. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
  /** The error that passes, in terms of the largest gradient. Default 1e-3. */
  readonly tolerance?: number | undefined;
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
export function checkGradients(subject: Layer | Model | Loss, options: object = {}): GradientReport {
  const what = kindOf(subject);
  checkOptions("checkGradients", options as Record<string, unknown>, KNOWN[what]);
  const { tolerance } = options as ModelCheckOptions;
  if (tolerance !== undefined) checkNumber("checkGradients", "tolerance", tolerance, ABOVE_0);
  if (what === "model") return checkModel(subject as Model, options);
  return what === "layer"
    ? checkLayer(subject as Layer, options as LayerCheckOptions)
    : checkLoss(subject as Loss, options as LossCheckOptions);
}

const MODEL = ["x", "inputGradient", "training", "tolerance"];
const KNOWN = {
  model: MODEL,
  layer: [...MODEL, "input", "matmulPrecision", "precision"],
  loss: ["outputs", "labels", "sampleWeight", "tolerance"],
} as const;

function kindOf(subject: unknown): keyof typeof KNOWN {
  if (isModel(subject)) return "model";
  const { outputShape, forward } = Object(subject) as Partial<Layer>;
  if (typeof outputShape === "function") return "layer";
  if (typeof forward === "function") return "loss";
  return refuse("checkGradients", "the subject", "a layer, a model or a loss", subject);
}

function checkLayer(layer: Layer, options: LayerCheckOptions): GradientReport {
  const { precision: name = "float32", inputGradient = true, training = true, matmulPrecision = "float64" } = options;
  const precision = { ...PRECISIONS[name], ...tolerance(options) };
  checkChoice("checkGradients", "precision", name, ["float32", "float64"]);
  checkChoice("checkGradients", "matmulPrecision", matmulPrecision, ["float32", "float64"]);
  const input = checkInput("checkGradients", options.input);
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
  checkTensor("checkGradients", "outputs", options.outputs);
  const outputs = copied(options.outputs);
  const f = () => loss.forward(outputs, options.labels, options.sampleWeight);
  const magnitude = Math.abs(f());
  const gradient = loss.backward().data.slice();
  const precision = { ...PRECISIONS.float32, ...tolerance(options) };
  return report(loss.name, [compare({ name: "outputs", value: outputs.data, gradient }, f, magnitude, precision)]);
}

const tolerance = (options: { readonly tolerance?: number | undefined }) =>
  options.tolerance === undefined ? {} : { tolerance: options.tolerance };

const copied = ({ shape, data }: Tensor) => ({ shape, data: data.slice() });

const normals = (length: number, random: Replay) => Float32Array.from({ length }, () => random.normal());

function dot(u: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += u[i]! * y[i]!;
  return sum;
}
