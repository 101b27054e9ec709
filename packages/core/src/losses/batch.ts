import { classIndices, type Labels } from "../labels.ts";
import { allocateNear, freeNear } from "../memory.ts";
import { checkBatch, type Tensor } from "../tensor.ts";

/** What a loss over classes keeps between `forward` and `backward`. */
export interface Batch {
  readonly samples: number;
  readonly classes: number;
  /** The buffer that the outputs lie in. */
  readonly near: ArrayBufferLike;
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
  const batch = batchFor(last, samples, classes, outputs);
  try {
    classIndices(owner, labels, classes, batch.targets);
  } catch (error) {
    if (batch !== last) freeBatch(batch);
    throw error;
  }
  if (last && batch !== last) freeBatch(last);
  return batch;
}

/** @throws Error if there is no batch yet. */
export function lastBatch(owner: string, last: Batch | undefined): Batch {
  if (!last) throw new Error(`${owner}: there has been no forward yet`);
  return last;
}

/**
 * `last` if it is for so many samples and lies where the outputs do, or else a new batch: in the heap of the outputs, if
 * they lie in one, for the kernels to take both.
 */
export function batchFor(last: Batch | undefined, samples: number, classes: number, { data }: Tensor): Batch {
  if (last?.samples === samples && last.classes === classes && last.near === data.buffer) return last;
  const size = samples * classes;
  const [labels, losses, probabilities, gradient] = allocateNear(data, [samples, samples, size, size]);
  return {
    samples,
    classes,
    near: data.buffer,
    targets: new Int32Array(labels!.buffer, labels!.byteOffset, samples),
    losses: losses!,
    probabilities: { shape: [samples, classes], data: probabilities! },
    gradient: { shape: [samples, classes], data: gradient! },
  };
}

/** Gives a batch's memory back. */
export function freeBatch({ targets, losses, probabilities, gradient }: Batch): void {
  freeNear([targets, losses, probabilities.data, gradient.data]);
}
