import type { LayerParameter } from "../layers/layer.ts";
import type { Loss } from "../losses/loss.ts";
import { engineOf } from "../model/engine.ts";
import type { Model } from "../model/model.ts";
import type { Replayed } from "../model/replayed.ts";
import { type Batches, inBatch } from "./batches.ts";
import { type Clip, clipNorm, clipValue } from "./clip.ts";
import { addLoss, LossMean, type Means, type Metrics } from "./means.ts";

/** How gradients of steps are made. */
export interface StepOptions {
  /** How many batches make a step. */
  readonly accumulate: number;
  readonly clip: Clip | undefined;
  /** The parameters that learn, which alone are clipped. */
  readonly trained: Readonly<Record<string, LayerParameter>>;
}

/** Computes the gradients of training steps, each of `accumulate` batches. */
export class StepGradients<L extends Loss, M extends Metrics> {
  /** Steps of an epoch. */
  readonly count: number;
  /** Of the last step that was computed: its loss without regularisation, what that weighs, and the regularisation. */
  readonly loss: LossMean;
  penalty = 0;
  /** How many gradients of steps have been computed. */
  evaluations = 0;
  readonly #model: Model;
  readonly #loss: L;
  readonly #batches: Batches;
  readonly #options: StepOptions;
  readonly #streams: readonly Replayed[];
  readonly #buffers: readonly Record<"value" | "before" | "after", Float32Array>[];

  constructor(model: Model, loss: L, batches: Batches, options: StepOptions) {
    const { accumulate } = options;
    this.count = Math.ceil(batches.count / accumulate);
    this.loss = new LossMean(loss);
    this.#model = model;
    this.#loss = loss;
    this.#batches = batches;
    this.#options = options;
    this.#streams = [...new Set(engineOf(model).streams)];
    this.#buffers = Object.values(model.buffers()).map(({ value }) => ({
      value,
      before: value.slice(),
      after: value.slice(),
    }));
  }

  /** The samples of a step. */
  samples(step: number): number {
    const first = this.#first(step);
    return this.#batches.end(this.#last(first)) - (first === 0 ? 0 : this.#batches.end(first - 1));
  }

  /**
   * Leaves the gradients of the loss of a step's samples with the parameters, clipped, and returns that loss, the model's
   * regularisation included.
   * @param means what to add the metrics of the outputs to
   */
  compute(step: number, means?: Means<L, M>): number {
    for (const stream of this.#streams) stream.mark();
    for (const { value, before } of this.#buffers) before.set(value);
    return this.#compute(step, means);
  }

  #compute(step: number, means?: Means<L, M>): number {
    const model = this.#model;
    const { sums, regularize } = engineOf(model);
    const loss = this.#loss;
    const first = this.#first(step);
    const last = this.#last(first);
    const several = last > first;
    const isMean = loss.reduction !== "sum";
    /** The weight of the first batch, in which those of the others are told. */
    let unit = 1;
    this.evaluations++;
    this.loss.reset();
    for (let b = first; b <= last; b++) {
      const data = this.#batches.at(b);
      let weight: number;
      try {
        const outputs = model.forward(data.x);
        weight = addLoss(this.loss, loss, outputs, data);
        means?.addMetrics(outputs, data);
        model.backward(loss.backward(), { inputGradient: false, regularization: !several });
      } catch (error) {
        throw inBatch(error, b, this.#batches);
      }
      if (!several) continue;
      // The gradient of a batch of weight 0 is that of its sum.
      const own = isMean ? weight || 1 : 1;
      if (b === first) {
        unit = own;
        sums.start();
      } else if (b < last) sums.add(own / unit);
      else sums.finish(own / unit, isMean ? this.loss.weight / unit : 1);
    }
    if (isMean && this.loss.weight === 0) {
      // Nothing counts, so that there is no mean to follow.
      for (const { grad } of Object.values(model.parameters())) grad.fill(0);
      regularize();
    } else if (several) regularize();
    const { clip, trained } = this.#options;
    if (clip?.norm !== undefined) clipNorm(trained, clip.norm);
    else if (clip?.value !== undefined) clipValue(trained, clip.value);
    this.penalty = model.penalty();
    return this.loss.value + this.penalty;
  }

  /**
   * The same at the parameters as they are now, of the same function as the step's `compute`: with the same draws, from
   * the same buffers; and afterwards streams and buffers are where that left them.
   */
  again(step: number): number {
    for (const { value, after } of this.#buffers) after.set(value);
    for (const { value, before } of this.#buffers) value.set(before);
    try {
      return replay(this.#streams, () => this.#compute(step));
    } finally {
      for (const { value, after } of this.#buffers) value.set(after);
    }
  }

  /** Takes back what computing a step that is not taken has moved beside the gradients: buffers and streams. */
  undo(): void {
    this.restoreBuffers();
    for (const stream of this.#streams) stream.rewind();
  }

  /** Of a step that the optimizer has left out, because numbers are not finite: running statistics may have taken them in. */
  restoreBuffers(): void {
    for (const { value, before } of this.#buffers) value.set(before);
  }

  /** The step will not be computed again. */
  release(): void {
    for (const stream of this.#streams) stream.release();
  }

  #first(step: number): number {
    return step * this.#options.accumulate;
  }

  #last(first: number): number {
    return Math.min(first + this.#options.accumulate, this.#batches.count) - 1;
  }
}

/** Runs with the draws of all of them again. */
function replay<T>(streams: readonly Replayed[], run: () => T): T {
  let all = run;
  for (const stream of streams) {
    const inner = all;
    all = () => stream.again(inner);
  }
  return all();
}
