/**
 * What has been measured of one lane, by evaluations. It grows at its end; of what lies far back in a long race the least
 * and the greatest loss of so many evaluations are kept, so that it never has more than so many points.
 */

import { type Trail, trail } from "./trail.ts";

/** Points at most: more than a page has pixels. */
export const MOST = 2 ** 14;

export interface Point {
  readonly evaluations: number;
  readonly loss: number;
  readonly metric: number;
}

export interface Curve {
  readonly length: number;
  readonly evaluations: Uint32Array;
  readonly loss: Float64Array;
  readonly metric: Float64Array;
  /** The first point whose loss was no greater than the target, whether it is still among the points or not. */
  readonly finish: Point | null;
  /** Of all that was appended. */
  readonly trail: Trail;
  append(evaluations: Uint32Array, loss: Float64Array, metric: Float64Array): void;
  /** The last point at or before so many evaluations; -1 where there is none. */
  indexAt(evaluations: number): number;
}

export function curve(target: number | null): Curve {
  let length = 0;
  let evaluations = new Uint32Array(1024);
  let loss = new Float64Array(1024);
  let metric = new Float64Array(1024);
  let finish: Point | null = null;
  const followed = trail();

  function grow(): void {
    const size = 2 * length;
    const [e, l, m] = [new Uint32Array(size), new Float64Array(size), new Float64Array(size)];
    e.set(evaluations);
    l.set(loss);
    m.set(metric);
    [evaluations, loss, metric] = [e, l, m];
  }

  const keep = (index: number): void => {
    evaluations[length] = evaluations[index]!;
    loss[length] = loss[index]!;
    metric[length++] = metric[index]!;
  };

  /** Leaves two points, and the last one, of each stretch of a width by which half of the room is free again. */
  function thin(): void {
    const width = 2 ** Math.ceil(Math.log2((4 * evaluations[length - 1]!) / MOST));
    const stretch = (index: number) => Math.floor(evaluations[index]! / width);
    const end = length - 1;
    length = 0;
    for (let first = 0; first < end; ) {
      let [least, greatest, next] = [first, first, first];
      for (; next < end && stretch(next) === stretch(first); next++) {
        if (loss[next]! < loss[least]!) least = next;
        if (loss[next]! > loss[greatest]!) greatest = next;
      }
      keep(Math.min(least, greatest));
      if (least !== greatest) keep(Math.max(least, greatest));
      first = next;
    }
    keep(end);
  }

  return {
    get length() {
      return length;
    },
    get evaluations() {
      return evaluations;
    },
    get loss() {
      return loss;
    },
    get metric() {
      return metric;
    },
    get finish() {
      return finish;
    },
    trail: followed,
    append(moreEvaluations, moreLoss, moreMetric) {
      for (let i = 0; i < moreEvaluations.length; i++) {
        if (length === MOST) thin();
        else if (length === evaluations.length) grow();
        const point = { evaluations: moreEvaluations[i]!, loss: moreLoss[i]!, metric: moreMetric[i]! };
        evaluations[length] = point.evaluations;
        loss[length] = point.loss;
        metric[length++] = point.metric;
        followed.add(point.evaluations, point.loss);
        if (target !== null && point.loss <= target) finish ??= point;
      }
    },
    indexAt(at) {
      let [low, high] = [-1, length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (evaluations[middle]! <= at) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}
