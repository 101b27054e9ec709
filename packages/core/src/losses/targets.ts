import { checkLabels, isTensor, type Labels, wrongLabel } from "../data/labels.ts";
import { checkSamples, elements, type Shape, type Tensor } from "../data/tensor.ts";

/** The least and the most that a target may be, and what that is for the error message. */
export interface TargetRange {
  readonly kind: string;
  readonly least: number;
  readonly most: number;
}

/** The largest of float32, which losses compute with. */
export const LARGEST = (2 - 2 ** -23) * 2 ** 127;
export const FINITE: TargetRange = { kind: "a finite number in float32", least: -LARGEST, most: LARGEST };
export const SHARE: TargetRange = { kind: "between 0 and 1", least: 0, most: 1 };

/**
 * The numbers of labels that are one for each output.
 * @throws RangeError for another number or shape of them, or one that is out of range; TypeError for one that is none.
 */
export function checkTargets(
  owner: string,
  shape: Shape,
  labels: Labels,
  { kind, least, most }: TargetRange,
): ArrayLike<number> {
  checkLabels(owner, "targets", labels);
  const targets = isTensor(labels) ? dataOf(owner, labels, shape) : labels;
  const length = elements(shape);
  if (targets.length !== length) {
    throw new RangeError(`${owner}: got ${targets.length} targets for outputs of shape [${shape.join(", ")}]`);
  }
  const isTyped = ArrayBuffer.isView(targets) && typeof targets[0] === "number";
  const wrong = isTyped ? firstOutside(targets as Float32Array, least, most) : firstWrong(targets, least, most);
  if (wrong < 0) return targets;
  const sample = Math.floor(wrong / (length / shape[0]!));
  throw wrongLabel(owner, "target", targets[wrong], sample, `not ${kind}`);
}

function dataOf(owner: string, labels: Tensor, shape: Shape): Float32Array {
  if (!sameShape(labels, { shape })) {
    throw new RangeError(
      `${owner}: got targets of shape [${labels.shape.join(", ")}] for outputs of shape [${shape.join(", ")}]`,
    );
  }
  checkSamples(`${owner}: targets`, labels);
  return labels.data;
}

export function sameShape({ shape: a }: Pick<Tensor, "shape">, { shape: b }: Pick<Tensor, "shape">): boolean {
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

/** Where the first number is that is not from `least` to `most`; -1 if there is none. */
function firstOutside(numbers: Float32Array, least: number, most: number): number {
  const { length } = numbers;
  for (let i = 0; i < length; i++) {
    const x = numbers[i]!;
    if (x >= least && x <= most) continue;
    return i;
  }
  return -1;
}

/** The same of a list that may hold anything: what is no number counts as outside, though it compares as one. */
function firstWrong(list: ArrayLike<unknown>, least: number, most: number): number {
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value !== "number" || !(value >= least && value <= most)) return i;
  }
  return -1;
}
