import type { Labels } from "../data/labels.ts";
import { checkSamples, checkTensor, type Shape, type Tensor } from "../data/tensor.ts";
import type { Elements } from "../kernels/plain/element-loss.ts";
import type { Loss, LossKind } from "./loss.ts";
import { arraysNear, freeArrays, type NearArrays, reachable } from "./near-arrays.ts";
import { checkReduction, type Reduction } from "./reduction.ts";
import { checkSampleWeight, totalWeight } from "./sample-weight.ts";
import { checkTargets, FINITE, sameShape, type TargetRange } from "./targets.ts";

interface Batch {
  readonly gradient: Tensor;
  readonly targets: Float32Array;
  /** What each element counts, as long as the targets if samples ever had weights, or else empty. */
  readonly counts: Float32Array;
  /** As long as the targets if there is a parameter for each column, or else empty. */
  readonly parameters: Float32Array;
  readonly near: NearArrays;
  weight: number;
  sum: number;
}

/** A loss that compares each output with a target of its own. */
export interface ByElement<Kind extends LossKind> {
  readonly name: string;
  readonly kind: Kind;
  readonly reduction: Reduction | undefined;
  /** One number for all outputs, or one for each of their columns. Default 0. */
  readonly parameter?: number | Float32Array;
  /** What a mean divides by. Default `elements`. */
  readonly mean?: "elements" | "samples";
  /** Default: a finite number. */
  readonly targets?: TargetRange;
  /** The loss over a divisor, of outputs y and targets t; its gradient it leaves in `gradient`. */
  readonly compute: (gradient: Float32Array, y: Float32Array, t: Float32Array, elements: Elements) => number;
}

const NOTHING = new Float32Array(0);

/** @throws RangeError or TypeError for a reduction that is none. */
export function lossByElement<const Kind extends LossKind>(given: ByElement<Kind>): Loss<Kind> {
  const { name, kind, parameter = 0, mean = "elements", reduction = "mean", targets: range = FINITE, compute } = given;
  checkReduction(name, reduction);
  let last: Batch | undefined;
  let hasCounts = false;
  const checkCounts = (shape: Shape, sampleWeight: ArrayLike<number> | undefined) => {
    if (typeof parameter !== "number") checkColumns(name, parameter, shape.at(-1)!);
    if (sampleWeight !== undefined) checkSampleWeight(name, sampleWeight, shape[0]!);
  };
  const loss = {
    name,
    kind,
    reduction,
    forward(outputs: Tensor, labels: Labels, sampleWeight?: ArrayLike<number> | undefined): number {
      checkTensor(name, "outputs", outputs);
      checkSamples(name, outputs);
      const targets = checkTargets(name, outputs.shape, labels, range);
      const rows = outputs.shape[0]!;
      checkCounts(outputs.shape, sampleWeight);
      hasCounts ||= sampleWeight !== undefined;
      const batch = batchFor(name, last, outputs, parameter, hasCounts);
      last = batch;
      batch.targets.set(targets);
      if (sampleWeight !== undefined) spread(batch.counts, sampleWeight);
      batch.weight = sampleWeight === undefined ? rows : totalWeight(sampleWeight);
      const divisor =
        reduction === "sum" ? 1 : mean === "samples" ? batch.weight : batch.weight * (targets.length / rows);
      const elements: Elements = {
        parameter: typeof parameter === "number" ? parameter : batch.parameters,
        counts: sampleWeight === undefined ? NOTHING : batch.counts,
        divisor: divisor || 1,
      };
      const value = compute(batch.gradient.data, reachable(batch.near, outputs), batch.targets, elements);
      batch.sum = reduction === "sum" ? value : value * batch.weight;
      return divisor === 0 ? value / 0 : value;
    },
    check(shape: Shape, labels: Labels, sampleWeight?: ArrayLike<number> | undefined): void {
      checkTargets(name, shape, labels, range);
      checkCounts(shape, sampleWeight);
    },
    backward(): Tensor {
      if (!last) throw new Error(`${name}: there has been no forward yet`);
      return last.gradient;
    },
    get weight() {
      return last?.weight;
    },
    get sum() {
      return last?.sum;
    },
  };
  return Object.freeze(loss) as Loss<Kind>;
}

/** `last` if it is for outputs of that shape, or else a new batch. */
function batchFor(
  owner: string,
  last: Batch | undefined,
  outputs: Tensor,
  parameter: number | Float32Array,
  hasCounts: boolean,
): Batch {
  const { length } = outputs.data;
  const lengths = [length, length, hasCounts ? length : 0, typeof parameter === "number" ? 0 : length];
  const near = arraysNear(owner, last?.near, outputs, lengths);
  if (near === last?.near && sameShape(last.gradient, outputs)) return last;
  if (last && near !== last.near) freeArrays(last.near, near);
  const [data, targets, counts, parameters] = near.arrays as [Float32Array, Float32Array, Float32Array, Float32Array];
  if (typeof parameter !== "number") {
    for (let i = 0; i < length; i++) parameters[i] = parameter[i % parameter.length]!;
  }
  return { gradient: { shape: [...outputs.shape], data }, targets, counts, parameters, near, weight: 0, sum: 0 };
}

/** Writes the number of each row to all of its elements. */
function spread(elements: Float32Array, rows: ArrayLike<number>): void {
  const columns = elements.length / rows.length;
  for (let i = 0; i < rows.length; i++) elements.fill(rows[i]!, i * columns, (i + 1) * columns);
}

function checkColumns(owner: string, weights: Float32Array, columns: number): void {
  if (weights.length !== columns) {
    throw new RangeError(`${owner}: posWeight must be one for each of ${columns} columns, got ${weights.length}`);
  }
}
