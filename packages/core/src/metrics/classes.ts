import { type Labels, likeliestClasses } from "../data/labels.ts";

/** Grows with the batches, so that a step allocates nothing. */
let room = new Int32Array(0);

/**
 * The class of each sample, `IGNORED` for `ignoreIndex`; of labels that are probabilities, the likeliest. The next call
 * overwrites them.
 * @throws RangeError or TypeError for labels that do not fit
 */
export function classesOf(
  owner: string,
  labels: Labels,
  [samples, classes]: readonly [samples: number, classes: number],
  ignoreIndex: number | undefined,
): Int32Array {
  if (room.length < samples) room = new Int32Array(samples);
  const targets = room.subarray(0, samples);
  likeliestClasses(owner, labels, classes, targets, ignoreIndex);
  return targets;
}
