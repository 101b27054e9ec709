import { classIndices, type Labels } from "../labels.ts";
import { checkBatch, type Tensor, tensor } from "../tensor.ts";

/** What a loss over classes keeps between `forward` and `backward`. */
export interface Batch {
  readonly samples: number;
  readonly classes: number;
  readonly targets: Int32Array;
  /** One for each sample. */
  readonly losses: Float32Array;
  readonly probabilities: Tensor;
  readonly gradient: Tensor;
}

/**
 * The batch to work in: `last` if it has the shape of `outputs`, or else a new one; with the targets filled in.
 * @throws RangeError for labels or outputs that do not fit; then `last` is as it was.
 */
export function prepareBatch(owner: string, last: Batch | undefined, outputs: Tensor, labels: Labels): Batch {
  checkBatch(owner, outputs);
  const [samples, classes] = outputs.shape as [number, number];
  const fits = last?.samples === samples && last.classes === classes;
  const batch = fits ? last : newBatch(samples, classes);
  classIndices(owner, labels, classes, batch.targets);
  return batch;
}

/** @throws Error if there is no batch yet. */
export function lastBatch(owner: string, last: Batch | undefined): Batch {
  if (!last) throw new Error(`${owner}: there has been no forward yet`);
  return last;
}

export function newBatch(samples: number, classes: number): Batch {
  return {
    samples,
    classes,
    targets: new Int32Array(samples),
    losses: new Float32Array(samples),
    probabilities: tensor([samples, classes]),
    gradient: tensor([samples, classes]),
  };
}
