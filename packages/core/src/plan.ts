import type { Accumulation } from "./kernels/matmul.ts";
import type { BackwardPass, Layer, LayerParameter } from "./layers/layer.ts";
import type { Arena } from "./memory.ts";
import type { Tensor } from "./tensor.ts";

/** A layer in its place in a model. */
export interface Placed {
  readonly layer: Layer;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: Readonly<Record<string, LayerParameter>>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NOTHING = new Float32Array(0);

/**
 * The activations of a model for one batch size, and from the first backward on their gradients, laid out once: each
 * layer's y is the next one's x, and its dy the next one's dx.
 */
export class Plan {
  readonly output: Tensor;
  readonly #arena: Arena;
  readonly #passes: Mutable<BackwardPass>[];
  readonly #layers: readonly Layer[];
  #inputGradient: Tensor | undefined;
  #hasGradients = false;

  constructor(arena: Arena, placed: readonly Placed[], rows: number, accumulation: Accumulation) {
    this.#arena = arena;
    this.#layers = placed.map(({ layer }) => layer);
    const activations = arena.allocate(...placed.map(({ outputs }) => [rows * outputs])).flat();
    this.#passes = placed.map(({ inputs, outputs, parameters }, l) => ({
      rows,
      inputs,
      outputs,
      accumulation,
      parameters,
      x: l === 0 ? NOTHING : activations[l - 1]!,
      y: activations[l]!,
      dy: NOTHING,
      dx: undefined,
    }));
    this.output = { shape: [rows, placed.at(-1)!.outputs], data: activations.at(-1)! };
  }

  forward(x: Float32Array): void {
    this.#passes[0]!.x = x;
    for (let l = 0; l < this.#layers.length; l++) this.#layers[l]!.forward(this.#passes[l]!);
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

  #planGradients(): void {
    const inner = this.#passes.slice(1);
    const gradients = this.#arena.allocate(...inner.map(({ x }) => [x.length])).flat();
    for (const [l, gradient] of gradients.entries()) {
      this.#passes[l]!.dy = gradient;
      this.#passes[l + 1]!.dx = gradient;
    }
    this.#hasGradients = true;
  }

  #planInputGradient(): Tensor {
    if (!this.#inputGradient) {
      const { rows, inputs } = this.#passes[0]!;
      const [[data]] = this.#arena.allocate([rows * inputs]) as [[Float32Array]];
      this.#inputGradient = { shape: [rows, inputs], data };
    }
    return this.#inputGradient;
  }
}
