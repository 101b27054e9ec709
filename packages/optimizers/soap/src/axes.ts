import type { TensorAxis } from "@downhill/linalg/along";

/** An axis of a tensor that has a statistic and a basis of its own, `size × size`. */
export interface Axis extends TensorAxis {
  /** Where its matrix begins in the array of all. */
  readonly at: number;
}

/**
 * A tensor's axes that are rotated.
 * @param maxDim beyond which an axis is not
 * @param vectors whether vectors are
 */
export function axesOf(shape: readonly number[], maxDim: number, vectors: boolean): Axis[] {
  const length = shape.reduce((product, size) => product * size, 1);
  if (length === 0 || (shape.length === 1 && !vectors)) return [];
  const axes: Axis[] = [];
  let before = 1;
  let at = 0;
  for (const size of shape) {
    if (size <= maxDim) {
      axes.push({ before, size, behind: length / before / size, at });
      at += size * size;
    }
    before *= size;
  }
  return axes;
}
