import { checkLabels, isTensor, type Labels, wrongLabel } from "../labels.ts";
import { checkSamples, type Tensor } from "../tensor.ts";

/** The least and the most that a target may be, and what that is for the error message. */
export interface TargetRange {
  readonly kind: string;
  readonly least: number;
  readonly most: number;
}

export const FINITE: TargetRange = { kind: "a finite number", least: -Number.MAX_VALUE, most: Number.MAX_VALUE };
export const SHARE: TargetRange = { kind: "between 0 and 1", least: 0, most: 1 };

/**
 * The numbers of labels that are one for each output.
 * @throws RangeError for another number or shape of them, or one that is out of range; TypeError for one that is none.
 */
export function checkTargets(
  owner: string,
  outputs: Tensor,
  labels: Labels,
  { kind, least, most }: TargetRange,
): ArrayLike<number> {
  checkLabels(owner, "targets", labels);
  const targets = isTensor(labels) ? dataOf(owner, labels, outputs) : labels;
  const { length } = outputs.data;
  if (targets.length !== length) {
    throw new RangeError(`${owner}: got ${targets.length} targets for outputs of shape [${outputs.shape.join(", ")}]`);
  }
  const isTyped = ArrayBuffer.isView(targets) && typeof targets[0] === "number";
  const wrong = isTyped ? firstOutside(targets as Float32Array, least, most) : firstWrong(targets, least, most);
  if (wrong < 0) return targets;
  const sample = Math.floor(wrong / (length / outputs.shape[0]!));
  throw wrongLabel(owner, "target", targets[wrong], sample, `not ${kind}`);
}

function dataOf(owner: string, labels: Tensor, outputs: Tensor): Float32Array {
  if (!sameShape(labels, outputs)) {
    throw new RangeError(
      `${owner}: got targets of shape [${labels.shape.join(", ")}] for outputs of shape [${outputs.shape.join(", ")}]`,
    );
  }
  checkSamples(`${owner}: targets`, labels);
  return labels.data;
}

export function sameShape({ shape: a }: Tensor, { shape: b }: Tensor): boolean {
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
