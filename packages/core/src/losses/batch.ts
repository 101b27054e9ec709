import { classIndices, type Labels } from "../labels.ts";
import { allocateNear, freeNear, type Near } from "../memory.ts";
import { checkBatch, type Tensor } from "../tensor.ts";

/** What a loss over classes keeps between `forward` and `backward`. */
export interface Batch {
  readonly samples: number;
  readonly classes: number;
  /** The buffer that the outputs lie in. */
  readonly outputs: ArrayBufferLike;
  /** Where the arrays lie, if they lie in a heap. */
  readonly near: Near | undefined;
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
  if (last?.samples === samples && last.classes === classes && last.outputs === data.buffer) return last;
  const size = samples * classes;
  const { arrays, near } = allocateNear(data, [samples, samples, size, size]);
  const [labels, losses, probabilities, gradient] = arrays as [Float32Array, Float32Array, Float32Array, Float32Array];
  const batch: Batch = {
    samples,
    classes,
    outputs: data.buffer,
    near,
    targets: new Int32Array(labels.buffer, labels.byteOffset, samples),
    losses,
    probabilities: { shape: [samples, classes], data: probabilities },
    gradient: { shape: [samples, classes], data: gradient },
  };
  if (near) collected.register(batch, near, batch);
  for (const array of arrays) batchOf.set(array, batch);
  return batch;
}

/** Gives a batch's memory back. */
export function freeBatch(batch: Batch): void {
  collected.unregister(batch);
  freeNear(batch.near);
}

/** Gives the memory of a loss that has been collected back. */
const collected = new FinalizationRegistry<Near>(freeNear);
/** Who still holds an array of a batch holds the batch. */
const batchOf = new WeakMap<Float32Array, Batch>();
