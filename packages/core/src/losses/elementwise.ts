import { type Elements, elementLoss } from "../kernels/element-loss.ts";
import { isTensor, type Labels } from "../labels.ts";
import { checkSamples, type Tensor } from "../tensor.ts";
import type { Loss } from "./loss.ts";
import { arraysNear, freeArrays, type NearArrays } from "./near-arrays.ts";
import { checkReduction, type Reduction } from "./reduction.ts";

interface Batch {
  readonly gradient: Tensor;
  readonly targets: Float32Array;
  /** As long as the targets if there are weights for each column, or else empty. */
  readonly weights: Float32Array;
  readonly near: NearArrays;
}

/** A loss that compares each output with a target of its own. */
export interface ElementwiseLoss {
  readonly name: string;
  readonly reduction: Reduction | undefined;
  /** One of `ElementLoss`, and its parameter: one number, or one for each column of the outputs. */
  readonly loss: number;
  readonly parameter?: number | ArrayLike<number>;
  /** What a mean divides by. Default `elements`. */
  readonly mean?: "elements" | "samples";
  /** The least and the most that a target may be, and what that is for the error message. Default: a finite number. */
  readonly targets?: { readonly kind: string; readonly least: number; readonly most: number };
}

const FINITE = { kind: "a finite number", least: -Number.MAX_VALUE, most: Number.MAX_VALUE };

/** @throws RangeError for a reduction that is none. */
export function elementwiseLoss(given: ElementwiseLoss): Loss {
  const { name, loss, parameter = 0, mean = "elements", reduction = "mean" } = given;
  checkReduction(name, reduction);
  const { kind, least, most } = given.targets ?? FINITE;
  let last: Batch | undefined;
  return {
    name,
    reduction,
    forward(outputs, labels) {
      checkSamples(name, outputs);
      const targets = targetsOf(name, outputs, labels);
      const rows = outputs.shape[0]!;
      if (typeof parameter !== "number") checkColumns(name, parameter, outputs.shape.at(-1)!);
      const wrong = firstOutside(targets, least, most);
      if (wrong >= 0) {
        const sample = Math.floor(wrong / (targets.length / rows));
        throw new RangeError(`${name}: target ${targets[wrong]} of sample ${sample} is not ${kind}`);
      }
      last = batchFor(last, outputs, parameter);
      last.targets.set(targets);
      const divisor = reduction === "sum" ? 1 : mean === "samples" ? rows : targets.length;
      const elements: Elements = { loss, parameter: typeof parameter === "number" ? parameter : last.weights, divisor };
      return elementLoss(last.gradient.data, outputs.data, last.targets, elements);
    },
    backward() {
      if (!last) throw new Error(`${name}: there has been no forward yet`);
      return last.gradient;
    },
  };
}

/** Where the first number is that is not from `least` to `most`; -1 if there is none. */
function firstOutside(numbers: ArrayLike<number>, least: number, most: number): number {
  for (let i = 0; i < numbers.length; i++) if (!(numbers[i]! >= least && numbers[i]! <= most)) return i;
  return -1;
}

/** `last` if it is for outputs of that shape, or else a new batch. */
function batchFor(last: Batch | undefined, outputs: Tensor, parameter: number | ArrayLike<number>): Batch {
  const length = outputs.data.length;
  const near = arraysNear(last?.near, outputs, [length, length, typeof parameter === "number" ? 0 : length]);
  if (near === last?.near && sameShape(last.gradient, outputs)) return last;
  if (last && near !== last.near) freeArrays(last.near);
  const [data, targets, weights] = near.arrays as [Float32Array, Float32Array, Float32Array];
  if (typeof parameter !== "number") {
    for (let i = 0; i < length; i++) weights[i] = parameter[i % parameter.length]!;
  }
  return { gradient: { shape: [...outputs.shape], data }, targets, weights, near };
}

function checkColumns(owner: string, weights: ArrayLike<number>, columns: number): void {
  if (weights.length !== columns) {
    throw new RangeError(`${owner}: posWeight must be one for each of ${columns} columns, got ${weights.length}`);
  }
}

function targetsOf(owner: string, outputs: Tensor, labels: Labels): ArrayLike<number> {
  if (isTensor(labels)) {
    if (!sameShape(labels, outputs)) {
      throw new RangeError(
        `${owner}: got targets of shape [${labels.shape.join(", ")}] for outputs of shape [${outputs.shape.join(", ")}]`,
      );
    }
    checkSamples(`${owner}: targets`, labels);
    return labels.data;
  }
  if (labels.length !== outputs.data.length) {
    throw new RangeError(`${owner}: got ${labels.length} targets for outputs of shape [${outputs.shape.join(", ")}]`);
  }
  return labels;
}

function sameShape({ shape: a }: Tensor, { shape: b }: Tensor): boolean {
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}
