import type { Accumulation } from "./kernels/matmul.ts";
import type { Layer, LayerParameter } from "./layers/layer.ts";
import { type Allocate, Arena } from "./memory.ts";
import { load, named, place } from "./parameters.ts";
import { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import { checkBatch, type Tensor } from "./tensor.ts";

export interface ModelOptions {
  /** Columns of the input. */
  readonly input: number;
  /** What initial weights are drawn from, layer by layer. */
  readonly random: Random;
  /** How matrix products are summed. Default `float32`, which is fast; `float64` rounds each sum to float32 once. */
  readonly accumulation?: Accumulation;
  /** Where the model's memory comes from. Default: `ArrayBuffer`s of its own. */
  readonly allocate?: Allocate;
}

/** Plans of other batch sizes than the present one that are kept, so that training and evaluation can take turns. */
const KEPT_PLANS = 3;

/** A chain of layers, each of which takes what the one before it gives. Made by `sequential`. */
export class Model {
  readonly layers: readonly Layer[];
  /** Columns of the input and of the output. */
  readonly inputs: number;
  readonly outputs: number;
  readonly accumulation: Accumulation;
  readonly #arena: Arena;
  readonly #places: ReturnType<typeof place>;
  readonly #parameters: Readonly<Record<string, LayerParameter>>;
  readonly #plans = new Map<number, Plan>();
  #plan: Plan | undefined;

  constructor({ input, random, accumulation = "float32", allocate }: ModelOptions, layers: readonly Layer[]) {
    if (!Number.isSafeInteger(input) || input < 1) {
      throw new RangeError(`sequential: input must be a positive whole number of columns, got ${input}`);
    }
    if (accumulation !== "float32" && accumulation !== "float64") {
      throw new RangeError(`sequential: accumulation must be "float32" or "float64", got ${accumulation}`);
    }
    if (layers.length === 0) throw new RangeError("sequential: a model needs at least one layer, got 0");
    this.#arena = new Arena(allocate);
    this.#places = place(this.#arena, layers, input, random);
    this.#parameters = named(this.#places);
    this.layers = Object.freeze([...layers]);
    this.inputs = input;
    this.outputs = this.#places.at(-1)!.outputs;
    this.accumulation = accumulation;
  }

  /** The parameters and their gradients by name, as optimizers take them: views of the model's memory. */
  parameters(): Readonly<Record<string, LayerParameter>> {
    return this.#parameters;
  }

  /**
   * The outputs for a batch, samples × outputs. The model owns them: the next forward of as many samples overwrites
   * them. `x` is kept until then, as backward needs it.
   * @throws RangeError for an empty batch or one of another width; then nothing has changed.
   */
  forward(x: Tensor): Tensor {
    checkBatch("model.forward", x, this.inputs);
    const plan = this.#planFor(x.shape[0]!);
    plan.forward(x.data);
    this.#plan = plan;
    return plan.output;
  }

  /**
   * Overwrites the parameters' gradients, given the gradient of the loss with respect to the last forward's outputs,
   * and returns that with respect to its x; the model owns it as it does the outputs.
   * `inputGradient: false` saves computing it, where it is only the parameters that learn.
   * @throws Error before the first forward; RangeError for another shape than the outputs'. Then nothing has changed.
   */
  backward(gradient: Tensor): Tensor;
  backward(gradient: Tensor, options: { readonly inputGradient: false }): undefined;
  backward(gradient: Tensor, { inputGradient = true }: { readonly inputGradient?: boolean } = {}): Tensor | undefined {
    if (!this.#plan) throw new Error("model.backward: there has been no forward yet");
    checkBatch("model.backward", gradient, this.outputs);
    const rows = this.#plan.output.shape[0]!;
    if (gradient.shape[0] !== rows) {
      throw new RangeError(`model.backward: got a gradient for ${gradient.shape[0]} samples, the forward had ${rows}`);
    }
    return this.#plan.backward(gradient.data, inputGradient);
  }

  /** A copy of all parameters' values by name, to store. */
  weights(): Record<string, Float32Array> {
    return Object.fromEntries(Object.entries(this.#parameters).map(([name, { value }]) => [name, value.slice()]));
  }

  /**
   * Restores the copy that `weights` made; plain arrays will do.
   * @throws RangeError or TypeError for a name that is unknown or missing, a wrong length, or something that is not a
   *   number; then nothing has changed.
   */
  load(weights: Readonly<Record<string, ArrayLike<number>>>): void {
    load(this.#parameters, weights);
  }

  #planFor(rows: number): Plan {
    const kept = this.#plans.get(rows);
    if (kept === this.#plan && kept) return kept;
    const plan = kept ?? new Plan(this.#arena, this.#places, rows, this.accumulation);
    // The map is in order of use, so that its first entry is the one to drop.
    this.#plans.delete(rows);
    this.#plans.set(rows, plan);
    if (this.#plans.size > KEPT_PLANS + 1) this.#plans.delete(this.#plans.keys().next().value!);
    return plan;
  }
}

/**
 * A model of layers one after the other.
 * @throws RangeError for no layers, or an input that is not a positive whole number.
 */
export function sequential(options: ModelOptions, layers: readonly Layer[]): Model {
  return new Model(options, layers);
}
