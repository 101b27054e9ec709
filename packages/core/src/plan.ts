import { Heap } from "@downhill/optimizer";
import type { Random } from "@downhill/optimizer/random";
import type { MatmulPrecision } from "./kernels/matmul.ts";
import { isDense } from "./layers/dense.ts";
import type { BackwardPass, Layer, LayerBuffer, LayerParameter } from "./layers/layer.ts";
import type { Arena } from "./memory.ts";
import { elements, type Shape, type Tensor } from "./tensor.ts";

/** A layer in its place in a model. */
export interface Placed {
  readonly layer: Layer;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: Readonly<Record<string, LayerParameter>>;
  readonly buffers: Readonly<Record<string, LayerBuffer>>;
  /** The parameters that are regularised, at least one factor of which is not 0. */
  readonly penalties: readonly { readonly parameter: LayerParameter; readonly l1: number; readonly l2: number }[];
}

/** The layers with pairs that can be one made one; not the last two, whose dy is the caller's. */
function fuse(placed: readonly Placed[]): Placed[] {
  const fused: Placed[] = [];
  for (let l = 0; l < placed.length; l++) {
    const [place, next] = [placed[l]!, placed[l + 1]];
    const layer = l + 2 < placed.length ? place.layer.fuse?.(next!.layer) : undefined;
    fused.push(layer ? { ...place, layer, outputShape: next!.outputShape } : place);
    if (layer) l++;
  }
  return fused;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NOTHING = new Float32Array(0);

/**
 * The activations of a model for one batch size, and from the first backward on their gradients, laid out once: each
 * layer's y is the next one's x, and its dy the next one's dx. Layers that only reshape are not in it.
 */
export class Plan {
  readonly output: Tensor;
  readonly #arena: Arena;
  readonly #passes: Mutable<BackwardPass>[];
  readonly #layers: readonly Layer[];
  readonly #inputShape: Shape;
  #input: Float32Array | undefined;
  #inputGradient: Tensor | undefined;
  /** The first array of each block. */
  readonly #blocks: Float32Array[] = [];
  #hasGradients = false;

  constructor(arena: Arena, placed: readonly Placed[], rows: number, matmulPrecision: MatmulPrecision, random: Random) {
    this.#arena = arena;
    const working = fuse(placed.filter(({ layer }) => !layer.reshapes));
    // A model that does nothing else has to copy: its output is its own.
    if (working.length === 0) working.push(placed[0]!);
    this.#layers = working.map(({ layer }) => layer);
    const scratches = working.map(({ layer, inputShape }) => Object.entries(layer.scratch?.(inputShape, rows) ?? {}));
    const gates = (l: number) =>
      l > 0 && l < working.length && isDense(working[l]!.layer) && working[l - 1]!.layer.rectifies === true;
    const lengths = working.map(({ outputShape }) => rows * elements(outputShape));
    const runs = [...lengths, ...scratches.flatMap((each) => each.map(([, length]) => length))];
    const arrays = this.#allocate(runs);
    const spare = arrays.values();
    const activations = working.map((): Float32Array => spare.next().value!);
    this.#passes = working.map(({ inputShape, outputShape, parameters, buffers }, l) => ({
      rows,
      inputShape,
      inputs: elements(inputShape),
      outputShape,
      outputs: elements(outputShape),
      matmulPrecision,
      training: true,
      random,
      parameters,
      buffers,
      scratch: Object.fromEntries(scratches[l]!.map(([name]) => [name, spare.next().value!])),
      x: l === 0 ? NOTHING : activations[l - 1]!,
      y: activations[l]!,
      dy: NOTHING,
      dx: undefined,
      gate: gates(l),
      gated: gates(l + 1),
    }));
    this.#inputShape = [rows, ...placed[0]!.inputShape];
    this.output = { shape: [rows, ...placed.at(-1)!.outputShape], data: activations.at(-1)! };
  }

  forward(x: Float32Array, training: boolean): void {
    this.#passes[0]!.x = this.#near(x);
    for (let l = 0; l < this.#layers.length; l++) {
      const pass = this.#passes[l]!;
      pass.training = training;
      this.#layers[l]!.forward(pass);
    }
  }

  /** Backward from the last forward; returns the input's gradient if it is asked for. */
  backward(dy: Float32Array, inputGradient: boolean): Tensor | undefined {
    if (!this.#hasGradients) this.#planGradients();
    const input = inputGradient ? this.#planInputGradient() : undefined;
    this.#passes[0]!.dx = input?.data;
    this.#passes.at(-1)!.dy = dy;
    for (let l = this.#layers.length - 1; l >= 0; l--) this.#layers[l]!.backward(this.#passes[l]!);
    return input;
  }

  /** Gives the memory back. The plan, its outputs and gradients cannot be used any more. */
  free(): void {
    for (const block of this.#blocks.splice(0)) this.#arena.free(block);
  }

  #allocate(lengths: readonly number[]): Float32Array[] {
    if (lengths.length === 0) return [];
    const arrays = this.#arena.allocate(...lengths.map((length) => [length])).flat();
    this.#blocks.push(arrays[0]!);
    return arrays;
  }

  /** x where the kernels can take it together with the weights, and where nothing that the plan computes overwrites it. */
  #near(x: Float32Array): Float32Array {
    const { data } = this.output;
    if (x.buffer !== data.buffer && !Heap.of(data)) return x;
    this.#input ??= this.#allocate([elements(this.#inputShape)])[0]!;
    this.#input.set(x);
    return this.#input;
  }

  #planGradients(): void {
    const inner = this.#passes.slice(1);
    const gradients = this.#allocate(inner.map(({ x }) => x.length));
    for (const [l, gradient] of gradients.entries()) {
      this.#passes[l]!.dy = gradient;
      this.#passes[l + 1]!.dx = gradient;
    }
    this.#hasGradients = true;
  }

  #planInputGradient(): Tensor {
    if (!this.#inputGradient) {
      const [data] = this.#allocate([elements(this.#inputShape)]);
      this.#inputGradient = { shape: this.#inputShape, data: data! };
    }
    return this.#inputGradient;
  }
}
