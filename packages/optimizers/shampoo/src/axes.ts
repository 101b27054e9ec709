import type { TensorAxis } from "@downhill/linalg/along";

/** An axis of a tensor that has a statistic of its own, `size × size`. */
export interface Axis extends TensorAxis {
  /** Where its matrix begins in the array of all. */
  readonly at: number;
}

/** What the reference merges axes up to. */
const most = 1024;

/**
 * The sizes of a tensor's axes; merged, neighbours are one from the last on, as long as they have no
 * more elements than that together, and what has a single element has one axis.
 */
function sizesOf(shape: readonly number[], merge: boolean): number[] {
  if (!merge) return [...shape];
  const merged = [1];
  for (const size of shape.toReversed()) {
    if (size === 1) continue;
    const together = merged[0]! * size;
    if (together <= most) merged[0] = together;
    else if (merged[0] === 1) merged[0] = size;
    else merged.unshift(size);
  }
  return merged;
}

/**
 * A tensor's axes that have statistics, and how many there are in all: their roots' exponent is -1 / (2·order).
 * @param maxDim beyond which an axis does without
 */
export function axesOf(shape: readonly number[], merge: boolean, maxDim: number): { axes: Axis[]; order: number } {
  const sizes = sizesOf(shape, merge);
  const length = sizes.reduce((product, size) => product * size, 1);
  const axes: Axis[] = [];
  let before = 1;
  let at = 0;
  for (const size of length ? sizes : []) {
    const behind = length / before / size;
    if (size <= maxDim) {
      axes.push({ before, size, behind, at });
      at += size * size;
    }
    before *= size;
  }
  return { axes, order: sizes.length };
}

/** The elements of all matrices of a tensor. */
export const matrixElements = (axes: readonly Axis[]): number => axes.reduce((sum, { size }) => sum + size * size, 0);
