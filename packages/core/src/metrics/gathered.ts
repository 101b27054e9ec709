import { isTensor, type Labels } from "../data/labels.ts";
import type { Tensor } from "../data/tensor.ts";

/** Numbers that are joined: there is room for more, so that a second epoch allocates nothing. */
class Numbers<Held extends Float32Array | Float64Array> {
  #held: Held;
  length = 0;

  constructor(held: Held) {
    this.#held = held;
  }

  add(more: ArrayLike<number>): void {
    const end = this.length + more.length;
    if (end > this.#held.length) {
      const grown = new (this.#held.constructor as new (length: number) => Held)(Math.max(end, 2 * this.length));
      grown.set(this.#held.subarray(0, this.length));
      this.#held = grown;
    }
    this.#held.set(more, this.length);
    this.length = end;
  }

  get all(): Held {
    return this.#held.subarray(0, this.length) as Held;
  }
}

/** What a metric of all samples is told. Labels that are lists are float64 here, whatever they were. */
export interface Everything {
  readonly outputs: Tensor;
  readonly y: Labels;
  readonly sampleWeight: Float64Array | undefined;
}

/** The outputs, labels and weights of batches, joined. */
export class Gathered {
  readonly #outputs = new Numbers(new Float32Array(0));
  readonly #rows = new Numbers(new Float32Array(0));
  readonly #list = new Numbers(new Float64Array(0));
  readonly #weights = new Numbers(new Float64Array(0));
  #samples = 0;
  #outputShape: readonly number[] = [];
  /** Of labels that are a tensor. */
  #labelShape: readonly number[] | undefined;

  reset(): void {
    this.#samples = 0;
    for (const each of [this.#outputs, this.#rows, this.#list, this.#weights]) each.length = 0;
  }

  add(outputs: Tensor, y: Labels, sampleWeight: ArrayLike<number> | undefined): void {
    this.#samples += outputs.shape[0]!;
    this.#outputShape = outputs.shape.slice(1);
    this.#outputs.add(outputs.data);
    this.#labelShape = isTensor(y) ? y.shape.slice(1) : undefined;
    if (isTensor(y)) this.#rows.add(y.data);
    else this.#list.add(y);
    if (sampleWeight) this.#weights.add(sampleWeight);
  }

  all(): Everything {
    const samples = this.#samples;
    return {
      outputs: { shape: [samples, ...this.#outputShape], data: this.#outputs.all },
      y: this.#labelShape ? { shape: [samples, ...this.#labelShape], data: this.#rows.all } : this.#list.all,
      sampleWeight: this.#weights.length > 0 ? this.#weights.all : undefined,
    };
  }
}
