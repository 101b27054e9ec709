import { type Batches, inBatch } from "./batches.ts";
import { type Clip, clipNorm, clipValue } from "./clip.ts";
import type { Means, Metrics } from "./evaluate-means.ts";
import type { LayerParameter } from "./layers/layer.ts";
import type { Loss } from "./losses/loss.ts";
import type { Model } from "./model.ts";

/** Computes the gradients of training steps, each of `accumulate` batches. */
export class StepGradients<L extends Loss, M extends Metrics> {
  /** Steps of an epoch. */
  readonly count: number;
  readonly #model: Model;
  readonly #loss: L;
  readonly #batches: Batches;
  readonly #accumulate: number;
  readonly #clip: Clip | undefined;
  readonly #sums: readonly { readonly grad: Float32Array; readonly sum: Float64Array }[];

  constructor(model: Model, loss: L, batches: Batches, accumulate: number, clip: Clip | undefined) {
    this.count = Math.ceil(batches.count / accumulate);
    this.#model = model;
    this.#loss = loss;
    this.#batches = batches;
    this.#accumulate = accumulate;
    this.#clip = clip;
    const several = Math.min(accumulate, batches.count) > 1;
    this.#sums = several ? Object.values(model.parameters()).map(newSum) : [];
  }

  /** The samples of a step. */
  samples(step: number): number {
    const first = step * this.#accumulate;
    return this.#batches.end(this.#last(first)) - this.#start(first);
  }

  /**
   * Leaves the gradients of a step's mean loss with the parameters, clipped, and returns that loss, the model's
   * regularisation included.
   * @param means what to add the metrics of the outputs to
   */
  compute(step: number, means?: Means<L, M>): number {
    const model = this.#model;
    const loss = this.#loss;
    const first = step * this.#accumulate;
    const last = this.#last(first);
    const samples = this.samples(step);
    let mean = 0;
    for (let b = first; b <= last; b++) {
      const { x, y } = this.#batches.at(b);
      const share = x.shape[0]! / samples;
      try {
        const outputs = model.forward(x);
        mean += loss.forward(outputs, y) * share;
        means?.addMetrics(outputs, y);
        model.backward(loss.backward(), { inputGradient: false });
      } catch (error) {
        throw inBatch(error, b, this.#batches);
      }
      if (last > first) for (const { grad, sum } of this.#sums) add(sum, grad, share, b === first);
    }
    if (last > first) for (const { grad, sum } of this.#sums) grad.set(sum);
    if (this.#clip?.norm !== undefined) clipNorm(model.parameters(), this.#clip.norm);
    else if (this.#clip) clipValue(model.parameters(), this.#clip.value);
    return mean + model.penalty();
  }

  #last(first: number): number {
    return Math.min(first + this.#accumulate, this.#batches.count) - 1;
  }

  #start(batch: number): number {
    return batch === 0 ? 0 : this.#batches.end(batch - 1);
  }
}

/** Sums in float64, so that gradients of many small batches round no more often than those of one. */
function newSum({ grad }: LayerParameter): { grad: Float32Array; sum: Float64Array } {
  return { grad, sum: new Float64Array(grad.length) };
}

function add(sum: Float64Array, grad: Float32Array, share: number, first: boolean): void {
  if (first) for (let i = 0; i < sum.length; i++) sum[i] = grad[i]! * share;
  else for (let i = 0; i < sum.length; i++) sum[i]! += grad[i]! * share;
}
