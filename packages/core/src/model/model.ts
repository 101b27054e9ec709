import { checkBoolean, checkChoice, checkOptions, isList, refuse } from "@downhill/plugin/arguments";
import { type Draws, streamOf } from "@downhill/plugin/random";
import { checkSamples, checkTensor, elements, type Shape, type Tensor } from "../data/tensor.ts";
import { unavailable } from "../kernels/bindings/simd.ts";
import type { MatmulPrecision } from "../kernels/plain/matmul.ts";
import { addPenaltyGradient, penalty } from "../kernels/plain/regularize.ts";
import type { ModelEngine } from "../layers/engine.ts";
import type { Layer, LayerBuffer, LayerParameter } from "../layers/layer.ts";
import { type Layers, nameLayers } from "../layers/names.ts";
import { withEngine } from "./engine.ts";
import { gradientSums } from "./gradient-sums.ts";
import { checkInput } from "./input.ts";
import { keptGradients } from "./kept-gradients.ts";
import { loadArrays } from "./load-arrays.ts";
import type { MatchOptions } from "./matched.ts";
import { bytesOf, plainRoom, roomFor } from "./memory.ts";
import { ownOf } from "./mirror.ts";
import { largestParameter, named, type Outlined, outline, ownRuns, penaltiesOf, place } from "./placed.ts";
import { type PlanModel, planRuns } from "./plan.ts";
import { plansFor } from "./plans.ts";
import { replayed } from "./replayed.ts";

/** `seed` or `random` is what initial weights are drawn from, layer by layer, and dropout at each training forward. */
export interface ModelOptions extends Draws {
  /** The shape of one sample: a number of columns, or for example [channels, height, width]. */
  readonly input: number | Shape;
  /** How matrix products are summed. Default `float32`, which is fast; `float64` rounds each sum to float32 once. */
  readonly matmulPrecision?: MatmulPrecision | undefined;
  /** What computes. Default `auto`: `simd`, WebAssembly's, where it can be had. Both give the same bits. */
  readonly backend?: "auto" | "simd" | "portable" | undefined;
}

export interface BackwardOptions {
  /** Whether to compute the gradient with respect to x. Without, where only the parameters learn, it is saved. Default true. */
  readonly inputGradient?: boolean | undefined;
  /** Whether the gradients have that of `penalty`. Default true. */
  readonly regularization?: boolean | undefined;
  /** Whether to add to the gradients that the parameters have, rather than to overwrite them. Default false. */
  readonly accumulate?: boolean | undefined;
}

/** Layers one after the other, each of which takes what the one before it gives. Made by `sequential`. */
export interface Model {
  readonly layers: readonly Layer[];
  /** The shape of one sample of the input, and the number of its elements. */
  readonly inputShape: Shape;
  readonly inputs: number;
  /** The same of the output. */
  readonly outputShape: Shape;
  readonly outputs: number;
  readonly matmulPrecision: MatmulPrecision;
  /** What computes: SIMD kernels, or their plain twins. */
  readonly backend: "simd" | "portable";
  /** Why `backend` is not `simd`; undefined where it is. */
  readonly backendReason: string | undefined;
  /** The parameters and their gradients by name, as optimizers take them: views of the model's memory. */
  parameters(): Readonly<Record<string, LayerParameter>>;
  /** What the layers keep beside their parameters, by name, such as `batchNorm1.runningMean`: views as well. */
  buffers(): Readonly<Record<string, LayerBuffer>>;
  /**
   * A step of training's outputs for a batch, samples × outputs: dropout draws, batch normalisation moves its running
   * statistics. (To look at a model as it is: `predict`.) The model owns them: the next forward of as many samples
   * overwrites them, and so may one after batches of six other sizes; who wants to keep them copies them.
   * `training: false` uses the model as it is; backward then gives the gradients of that.
   * @throws RangeError for an empty batch or samples of another shape; then nothing has changed.
   */
  forward(x: Tensor, options?: { readonly training?: boolean | undefined }): Tensor;
  /**
   * Overwrites the parameters' gradients, or adds to them, given the gradient of the loss with respect to the last
   * forward's outputs, and returns that with respect to its x; the model owns it as it does the outputs. The gradients
   * are those of the loss and `penalty` together.
   * @throws Error before the first forward, or if since the last one a model among the layers has had one of its own;
   *   RangeError for another shape than the outputs'. Then nothing has changed.
   */
  backward(gradient: Tensor, options?: BackwardOptions & { readonly inputGradient?: true | undefined }): Tensor;
  backward(gradient: Tensor, options: BackwardOptions & { readonly inputGradient: false }): undefined;
  backward(gradient: Tensor, options?: BackwardOptions): Tensor | undefined;
  /** What the layers' L1 and L2 regularisation adds to the loss: Σ l1·Σ|w| + l2·Σw² over their parameters. */
  penalty(): number;
  /** A copy of all parameters' and buffers' values by name, to store. */
  state(): Record<string, Float32Array>;
  /**
   * Restores the copy that `state` made; plain arrays will do. The options are for a model that has other arrays, or calls
   * them otherwise: a trained body under a new head.
   * @throws RangeError or TypeError for a name that is unknown or missing, a wrong length, or something that is not a
   *   number; then nothing has changed.
   */
  load(state: Readonly<Record<string, ArrayLike<number>>>, options?: MatchOptions): void;
  /** Gives the memory back at once, rather than when the model is collected. It and its arrays cannot be used afterwards. */
  dispose(): void;
}

/** Batches of so many samples at least have room beside the parameters, as far as that is not much more than these. */
const ROWS = 256;
const LEAST_ROOM = 3 * 2 ** 18;

/** The bytes for activations, and for as many arrays of an optimizer's state as there are of values and gradients. */
function spareFor(outlined: readonly Outlined[]): number {
  const own = bytesOf(ownRuns(outlined));
  const plan = bytesOf(planRuns(outlined, ROWS, "training"));
  return own + Math.min(plan, Math.max(LEAST_ROOM - 2 * own, 16 * own));
}

/**
 * A model of layers one after the other: a list, `sequential([dense(64), relu(), dense(3)], { input: 2 })`, whose
 * parameters are named by kind and index among all layers, `dense0.weight`; or a record that names them,
 * `sequential({ hidden: dense(64), act: relu(), out: dense(3) }, { input: 2 })`, `hidden.weight`. A model may stand among
 * the layers of another: it stays the same model, with its own parameters, of which the outer one's names tell.
 * @throws RangeError for no layers, an input that is not a shape, or a layer that cannot take what the one before gives;
 *   TypeError for what is no layer.
 */
export function sequential(layers: Layers, options: ModelOptions): Model {
  if (isList(options) && !isList(layers)) {
    throw new TypeError("sequential: the layers come first, then the options: sequential([dense(3)], { input: 2 })");
  }
  if (typeof options !== "object" || options === null)
    refuse("sequential", "options", "an object such as { input: 2 }", options);
  checkOptions("sequential", options, ["input", "seed", "random", "matmulPrecision", "backend"]);
  const { matmulPrecision = "float32", backend = "auto" } = options;
  const inputShape = checkInput("sequential", options.input);
  checkChoice("sequential", "matmulPrecision", matmulPrecision, ["float32", "float64"]);
  checkChoice("sequential", "backend", backend, ["auto", "simd", "portable"]);
  const random = replayed(streamOf("sequential", options));
  const outlined = outline(nameLayers("sequential", layers), inputShape);
  const models = outlined.flatMap(({ layer }) => Object.values(layer.models ?? {}));
  if (new Set(models).size < models.length) throw new RangeError("sequential: a model stands twice among the layers");

  let whyPortable = backend === "portable" ? 'backend: "portable" was asked for' : unavailable();
  const runs = ownRuns(outlined);
  let room = whyPortable === undefined ? roomFor(runs, spareFor(outlined)) : undefined;
  if (!room) whyPortable ??= "WebAssembly memory for its parameters cannot be had";
  room ??= plainRoom(`sequential: the parameters, the largest of which is ${largestParameter(outlined)}`, runs);
  if (backend === "simd" && whyPortable !== undefined) {
    throw new Error(`sequential: backend "simd" cannot be had: ${whyPortable}`);
  }
  const own = ownOf(room.first.runs, runs);
  const places = place(outlined, room.first, random);
  const parameters = named(places, "parameters");
  const buffers = named(places, "buffers");
  const penalties = penaltiesOf(outlined, places);
  const stored = { ...parameters, ...buffers };
  const outputShape = places.at(-1)!.outputShape;
  const planModel: PlanModel = { places, own, room, matmulPrecision, random };
  const plans = plansFor(planModel, models);
  const reason = () => whyPortable ?? plans.whyPortable();
  const kept = keptGradients(parameters);
  let disposed = false;
  const alive = (method: string) => {
    if (disposed) throw new Error(`model.${method}: the model has been disposed of`);
    for (const model of models) model.alive(method);
  };

  const engine: ModelEngine = {
    inputShape,
    outputShape,
    parameters,
    buffers,
    penalties,
    streams: [random, ...models.flatMap(({ streams }) => streams)],
    layers: Object.freeze(places.map(({ layer }) => layer)),
    names: places.map(({ name }) => name),
    alive,
    forwards: plans.forwards,
    rows: plans.rows,
    forward(x, use) {
      alive("forward");
      return plans.forward(x, use);
    },
    backward: plans.backward,
    measured(x, site) {
      alive("forward");
      return plans.measured(x, site);
    },
    sites: plans.sites,
    sums: gradientSums(parameters, matmulPrecision),
    regularize() {
      for (const { parameter, l1, l2 } of penalties) addPenaltyGradient(parameter.grad, parameter.value, l1, l2);
    },
  };

  type ForwardOptions = { readonly training?: boolean | undefined };
  function forward(x: Tensor, given: ForwardOptions = {}, batches?: unknown): Tensor {
    // `batches.map(model.forward)` hands over an index and the list.
    const forwardOptions = typeof given === "number" && isList(batches) ? {} : given;
    checkOptions("model.forward", forwardOptions, ["training"]);
    const { training = true } = forwardOptions;
    if (training !== true) checkBoolean("model.forward", "training", training);
    checkTensor("model.forward", "x", x);
    checkSamples("model.forward", x, inputShape);
    return engine.forward(x, training ? "training" : "evaluation");
  }

  function backward(gradient: Tensor, backwardOptions: BackwardOptions = {}): Tensor | undefined {
    checkOptions("model.backward", backwardOptions, ["inputGradient", "regularization", "accumulate"]);
    const { inputGradient = true, regularization = true, accumulate = false } = backwardOptions;
    if (inputGradient !== !!inputGradient) checkBoolean("model.backward", "inputGradient", inputGradient);
    if (regularization !== !!regularization) checkBoolean("model.backward", "regularization", regularization);
    if (accumulate !== !!accumulate) checkBoolean("model.backward", "accumulate", accumulate);
    alive("backward");
    const rows = plans.rows();
    checkTensor("model.backward", "gradient", gradient);
    checkSamples("model.backward", gradient, outputShape);
    if (gradient.shape[0] !== rows) {
      throw new RangeError(`model.backward: got a gradient for ${gradient.shape[0]} samples, the forward had ${rows}`);
    }
    if (accumulate) kept.copy();
    const dx = engine.backward(gradient, inputGradient);
    if (regularization) engine.regularize();
    if (accumulate) kept.add();
    return dx;
  }

  return withEngine<Model>(
    {
      layers: engine.layers,
      inputShape,
      inputs: elements(inputShape),
      outputShape,
      outputs: elements(outputShape),
      matmulPrecision,
      get backend() {
        return reason() === undefined ? "simd" : "portable";
      },
      get backendReason() {
        return reason();
      },
      parameters() {
        alive("parameters");
        return parameters;
      },
      buffers() {
        alive("buffers");
        return buffers;
      },
      forward,
      backward: backward as Model["backward"],
      penalty() {
        alive("penalty");
        return penalties.reduce((sum, { parameter: { value }, l1, l2 }) => sum + penalty(value, l1, l2), 0);
      },
      state() {
        alive("state");
        return Object.fromEntries(Object.entries(stored).map(([name, { value }]) => [name, value.slice()]));
      },
      load(state, options) {
        alive("load");
        loadArrays(stored, state, options);
      },
      dispose() {
        if (disposed) return;
        disposed = true;
        plans.dispose();
        room.dispose();
      },
    },
    engine,
  );
}
