import { type Draws, type Random, streamOf } from "@downhill/optimizer/random";
import type { MatmulPrecision } from "./kernels/matmul.ts";
import { addPenaltyGradient, penalty } from "./kernels/regularize.ts";
import { unavailable } from "./kernels/simd.ts";
import type { Layer, LayerBuffer, LayerParameter } from "./layers/layer.ts";
import { Arena } from "./memory.ts";
import { checkOptions } from "./options.ts";
import { load, named, place } from "./parameters.ts";
import { type Placed, Plan } from "./plan.ts";
import { checkSamples, elements, type Shape, type Tensor } from "./tensor.ts";

/** `seed` or `random` is what initial weights are drawn from, layer by layer, and dropout at each training forward. */
export interface ModelOptions extends Draws {
  /** The shape of one sample: a number of columns, or for example [channels, height, width]. */
  readonly input: number | Shape;
  /** How matrix products are summed. Default `float32`, which is fast; `float64` rounds each sum to float32 once. */
  readonly matmulPrecision?: MatmulPrecision | undefined;
  /** What computes. Default `auto`: `simd`, WebAssembly's, where it can be had. Both give the same bits. */
  readonly backend?: "auto" | "simd" | "portable" | undefined;
}

/** Plans beside the present one that are kept, so that batches of several sizes, and evaluation, can take turns. */
const KEPT_PLANS = 5;

/** A chain of layers, each of which takes what the one before it gives. Made by `sequential`. */
export class Model {
  readonly layers: readonly Layer[];
  /** The shape of one sample of the input, and the number of its elements. */
  readonly inputShape: Shape;
  readonly inputs: number;
  /** The same of the output. */
  readonly outputShape: Shape;
  readonly outputs: number;
  readonly matmulPrecision: MatmulPrecision;
  readonly #whyPortable: string | undefined;
  readonly #arena: Arena;
  readonly #random: Random;
  readonly #places: readonly Placed[];
  readonly #parameters: Readonly<Record<string, LayerParameter>>;
  readonly #buffers: Readonly<Record<string, LayerBuffer>>;
  readonly #plans = new Map<string, Plan>();
  #plan: Plan | undefined;

  constructor(options: ModelOptions, layers: readonly Layer[]) {
    checkOptions("sequential", options, ["input", "seed", "random", "matmulPrecision", "backend"]);
    const { input, matmulPrecision = "float32", backend = "auto" } = options;
    const random = streamOf("sequential", options);
    const inputShape = checkInput(input);
    if (matmulPrecision !== "float32" && matmulPrecision !== "float64") {
      throw new RangeError(`sequential: matmulPrecision must be "float32" or "float64", got ${matmulPrecision}`);
    }
    if (!["auto", "simd", "portable"].includes(backend)) {
      throw new RangeError(`sequential: backend must be "auto", "simd" or "portable", got "${backend}"`);
    }
    if (layers.length === 0) throw new RangeError("sequential: a model needs at least one layer, got 0");
    for (const layer of layers) {
      if (typeof layer !== "function") continue;
      throw new TypeError(
        `sequential: got a function for a layer: call it, as in ${(layer as Layer).name || "relu"}()`,
      );
    }
    this.#whyPortable = backend === "portable" ? 'backend: "portable" was asked for' : unavailable();
    if (backend === "simd" && this.#whyPortable !== undefined) {
      throw new Error(`sequential: backend "simd" cannot be had: ${this.#whyPortable}`);
    }
    this.#arena = new Arena(this.#whyPortable !== undefined);
    this.#random = random;
    this.#places = place(this.#arena, layers, inputShape, random);
    this.#parameters = named(this.#places, "parameters");
    this.#buffers = named(this.#places, "buffers");
    this.layers = Object.freeze([...layers]);
    this.inputShape = inputShape;
    this.inputs = elements(inputShape);
    this.outputShape = this.#places.at(-1)!.outputShape;
    this.outputs = elements(this.outputShape);
    this.matmulPrecision = matmulPrecision;
  }

  /** What computes: SIMD kernels, or their plain twins. */
  get backend(): "simd" | "portable" {
    return this.backendReason === undefined ? "simd" : "portable";
  }

  /** Why `backend` is not `simd`; undefined where it is. */
  get backendReason(): string | undefined {
    if (this.#whyPortable !== undefined || this.#arena.inHeap) return this.#whyPortable;
    return "the model's heap was full: part of its activations lie outside";
  }

  /** The parameters and their gradients by name, as optimizers take them: views of the model's memory. */
  parameters(): Readonly<Record<string, LayerParameter>> {
    return this.#parameters;
  }

  /** What the layers keep beside their parameters, by name, such as `layer2.runningMean`: views as well. */
  buffers(): Readonly<Record<string, LayerBuffer>> {
    return this.#buffers;
  }

  /**
   * The outputs for a batch, samples × outputs. The model owns them: the next forward of as many samples overwrites
   * them, and so may one after batches of six other sizes; who wants to keep them copies them. `x` must stay as it is
   * until backward, which may need it.
   *
   * `training: false` uses the model as it is: nothing is dropped out, and batches are normalised by running statistics.
   * @throws RangeError for an empty batch or samples of another shape; then nothing has changed.
   */
  forward(x: Tensor, { training = true }: { readonly training?: boolean } = {}): Tensor {
    checkSamples("model.forward", x, this.inputShape);
    const plan = this.#planFor(training ? "training" : "evaluation", x.shape[0]!);
    // A layer may refuse what x holds: then there are no activations that a backward could belong to.
    this.#plan = undefined;
    plan.forward(x.data, training);
    this.#plan = plan;
    return plan.output;
  }

  /** As `forward` with `training: false`, but between a training forward and its backward it disturbs nothing. */
  infer(x: Tensor): Tensor {
    checkSamples("model.infer", x, this.inputShape);
    const plan = this.#planFor("inference", x.shape[0]!);
    plan.forward(x.data, false);
    return plan.output;
  }

  /**
   * Overwrites the parameters' gradients, given the gradient of the loss with respect to the last forward's outputs,
   * and returns that with respect to its x; the model owns it as it does the outputs. The gradients are those of the
   * loss and `penalty` together.
   * `inputGradient: false` saves computing it, where it is only the parameters that learn; `regularisation: false` leaves
   * `penalty` out, for `regularise` to add it once to the gradients of several batches.
   * @throws Error before the first forward; RangeError for another shape than the outputs'. Then nothing has changed.
   */
  backward(gradient: Tensor, options?: { readonly regularization?: boolean }): Tensor;
  backward(gradient: Tensor, options: { readonly inputGradient: false; readonly regularization?: boolean }): undefined;
  backward(
    gradient: Tensor,
    { inputGradient = true, regularization = true }: { inputGradient?: boolean; regularization?: boolean } = {},
  ): Tensor | undefined {
    if (!this.#plan) throw new Error("model.backward: there has been no forward yet");
    checkSamples("model.backward", gradient, this.outputShape);
    const rows = this.#plan.output.shape[0]!;
    if (gradient.shape[0] !== rows) {
      throw new RangeError(`model.backward: got a gradient for ${gradient.shape[0]} samples, the forward had ${rows}`);
    }
    const dx = this.#plan.backward(gradient.data, inputGradient);
    if (regularization) this.regularize();
    return dx;
  }

  /** Adds the gradient of `penalty` to the parameters' gradients. */
  regularize(): void {
    for (const { penalties } of this.#places) {
      for (const { parameter, l1, l2 } of penalties) addPenaltyGradient(parameter.grad, parameter.value, l1, l2);
    }
  }

  /** What the layers' L1 and L2 regularisation adds to the loss: Σ l1·Σ|w| + l2·Σw² over their parameters. */
  penalty(): number {
    let sum = 0;
    for (const { penalties } of this.#places) {
      for (const { parameter, l1, l2 } of penalties) sum += penalty(parameter.value, l1, l2);
    }
    return sum;
  }

  /** A copy of all parameters' and buffers' values by name, to store. */
  state(): Record<string, Float32Array> {
    return Object.fromEntries(Object.entries(this.#stored()).map(([name, { value }]) => [name, value.slice()]));
  }

  /**
   * Restores the copy that `state` made; plain arrays will do.
   * @throws RangeError or TypeError for a name that is unknown or missing, a wrong length, or something that is not a
   *   number; then nothing has changed.
   */
  load(weights: Readonly<Record<string, ArrayLike<number>>>): void {
    load(this.#stored(), weights);
  }

  #stored(): Readonly<Record<string, LayerBuffer>> {
    return { ...this.#parameters, ...this.#buffers };
  }

  /** Each use has plans of its own, so that none overwrites another's activations. */
  #planFor(use: "training" | "evaluation" | "inference", rows: number): Plan {
    const key = `${use} ${rows}`;
    const kept = this.#plans.get(key);
    if (kept === this.#plan && kept) return kept;
    const plan = kept ?? new Plan(this.#arena, this.#places, rows, this.matmulPrecision, this.#random);
    // The map is in order of use, so that its first entry is the one to drop.
    this.#plans.delete(key);
    this.#plans.set(key, plan);
    if (this.#plans.size > KEPT_PLANS + 1) {
      const [oldest, unused] = [...this.#plans].find(([, candidate]) => candidate !== this.#plan)!;
      this.#plans.delete(oldest);
      unused.free();
    }
    return plan;
  }
}

/**
 * A model of layers one after the other.
 * @throws RangeError for no layers, an input that is not a shape, or a layer that cannot take what the one before gives.
 */
export function sequential(layers: readonly Layer[], options: ModelOptions): Model {
  return new Model(options, layers);
}

function checkInput(input: number | Shape): Shape {
  const positive = (length: number) => Number.isSafeInteger(length) && length > 0;
  if (typeof input === "number") {
    if (!positive(input)) {
      throw new RangeError(`sequential: input must be a positive whole number of columns, got ${input}`);
    }
    return Object.freeze([input]);
  }
  if (input.length === 0 || !input.every(positive)) {
    throw new RangeError(`sequential: input must be a shape of positive whole numbers, got [${input.join(", ")}]`);
  }
  return Object.freeze([...input]);
}
