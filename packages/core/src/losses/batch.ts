import { checkOutputs } from "../data/outputs.ts";
import type { Tensor } from "../data/tensor.ts";
import { arraysNear, freeArrays, type NearArrays } from "./near-arrays.ts";
import type { Reduction } from "./reduction.ts";

/** What a loss over classes keeps between `forward` and `backward`. */
export interface Batch {
  readonly samples: number;
  readonly classes: number;
  /** The samples' classes; see `classIndices`. */
  readonly indices: Int32Array;
  /** What each sample's loss counts. */
  readonly counts: Float32Array;
  /** One for each sample. */
  readonly losses: Float32Array;
  readonly probabilities: Tensor;
  readonly gradient: Tensor;
  /** samples × classes if they are wanted, or else empty. */
  readonly targets: Float32Array;
  /** What a mean of the losses divides by. */
  weight: number;
  /** What it divides. */
  sum: number;
  readonly near: NearArrays;
}

/**
 * The batch to work in: `last` if it has the shape of `outputs`, or else a new one.
 * @param soft whether it should have `targets`
 * @param fill takes the labels; it returns the weight, or throws and leaves the batch as it was
 * @throws RangeError for outputs that do not fit, and what `fill` throws; then `last` is as it was.
 */
export function prepareBatch(
  owner: string,
  last: Batch | undefined,
  outputs: Tensor,
  soft: boolean,
  fill: (batch: Batch) => number,
): Batch {
  const [samples, classes] = checkOutputs(owner, outputs);
  const size = samples * classes;
  const near = arraysNear(owner, last?.near, outputs, [samples, samples, samples, size, size, soft ? size : 0]);
  const batch = last?.near === near ? last : newBatch(near, samples, classes);
  try {
    batch.weight = fill(batch);
  } catch (error) {
    if (batch !== last) freeArrays(near, last?.near);
    throw error;
  }
  if (last && batch !== last) freeArrays(last.near, near);
  return batch;
}

function newBatch(near: NearArrays, samples: number, classes: number): Batch {
  const [labels, counts, losses, probabilities, gradient, targets] = near.arrays as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return {
    samples,
    classes,
    indices: new Int32Array(labels.buffer, labels.byteOffset, samples),
    counts,
    losses,
    probabilities: { shape: [samples, classes], data: probabilities },
    gradient: { shape: [samples, classes], data: gradient },
    targets,
    weight: 0,
    sum: 0,
    near,
  };
}

/** What to divide the sum of a batch's losses by: a mean without any weight is left undivided until `reduced`. */
export function divisorOf({ weight }: Batch, reduction: Reduction): number {
  return reduction === "sum" ? 1 : weight || 1;
}

/** The loss of a batch, whose sum over `divisorOf` that was. The batch keeps the sum. */
export function reduced(batch: Batch, reduction: Reduction, value: number): number {
  batch.sum = value * divisorOf(batch, reduction);
  return reduction === "mean" && batch.weight === 0 ? value / 0 : value;
}

/** @throws Error if there is no batch yet. */
export function lastBatch(owner: string, last: Batch | undefined): Batch {
  if (!last) throw new Error(`${owner}: there has been no forward yet`);
  return last;
}
