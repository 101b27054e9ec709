import { type Batches, inBatch } from "./batches.ts";
import { type Clip, clipNorm, clipValue } from "./clip.ts";
import { LossMean, type Means, type Metrics, weightOf } from "./evaluate-means.ts";
import type { LayerParameter } from "./layers/layer.ts";
import type { Loss } from "./losses/loss.ts";
import type { Model } from "./model.ts";
import { engineOf } from "./model-engine.ts";

/** Computes the gradients of training steps, each of `accumulate` batches. */
export class StepGradients<L extends Loss, M extends Metrics> {
  /** Steps of an epoch. */
  readonly count: number;
  /** Of the last step that was computed: its loss without regularisation, what that weighs, and the regularisation. */
  readonly loss: LossMean;
  penalty = 0;
  readonly #model: Model;
  readonly #loss: L;
  readonly #batches: Batches;
  readonly #accumulate: number;
  readonly #clip: Clip | undefined;
  readonly #sums: readonly { readonly grad: Float32Array; readonly sum: Float64Array }[];

  constructor(model: Model, loss: L, batches: Batches, accumulate: number, clip: Clip | undefined) {
    this.count = Math.ceil(batches.count / accumulate);
    this.loss = new LossMean(loss);
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
   * Leaves the gradients of the loss of a step's samples with the parameters, clipped, and returns that loss, the model's
   * regularisation included.
   * @param means what to add the metrics of the outputs to
   */
  compute(step: number, means?: Means<L, M>): number {
    const model = this.#model;
    const loss = this.#loss;
    const first = step * this.#accumulate;
    const last = this.#last(first);
    const several = last > first;
    const sums = loss.reduction === "sum";
    this.loss.reset();
    for (let b = first; b <= last; b++) {
      const { x, y } = this.#batches.at(b);
      let weight: number;
      try {
        const outputs = model.forward(x);
        const value = loss.forward(outputs, y);
        weight = weightOf(loss, x.shape[0]!);
        this.loss.add(value, weight);
        means?.addMetrics(outputs, y);
        model.backward(loss.backward(), { inputGradient: false, regularization: !several });
      } catch (error) {
        throw inBatch(error, b, this.#batches);
      }
      if (several) for (const { grad, sum } of this.#sums) add(sum, grad, sums ? 1 : weight, b === first);
    }
    if (several) {
      for (const { grad, sum } of this.#sums) divide(grad, sum, sums ? 1 : this.loss.weight);
      engineOf(model).regularize();
    }
    if (this.#clip?.norm !== undefined) clipNorm(model.parameters(), this.#clip.norm);
    else if (this.#clip) clipValue(model.parameters(), this.#clip.value);
    this.penalty = model.penalty();
    return this.loss.value + this.penalty;
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

function add(sum: Float64Array, grad: Float32Array, weight: number, first: boolean): void {
  if (first) for (let i = 0; i < sum.length; i++) sum[i] = grad[i]! * weight;
  else for (let i = 0; i < sum.length; i++) sum[i]! += grad[i]! * weight;
}

/** Without any weight, which samples that are all ignored have, the sum is 0 and stays so. */
function divide(grad: Float32Array, sum: Float64Array, weight: number): void {
  for (let i = 0; i < sum.length; i++) grad[i] = sum[i]! / (weight || 1);
}
