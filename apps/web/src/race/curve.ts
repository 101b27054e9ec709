/** What has been measured of one lane, by evaluations: it grows at its end, in arrays that double. */

export interface Curve {
  readonly length: number;
  readonly evaluations: Uint32Array;
  readonly loss: Float64Array;
  readonly metric: Float64Array;
  append(evaluations: Uint32Array, loss: Float64Array, metric: Float64Array): void;
  /** The last point at or before so many evaluations; -1 where there is none. */
  indexAt(evaluations: number): number;
  /** The evaluations of the first point whose loss is no greater; null where there is none. */
  reaches(loss: number | null): number | null;
}

export function curve(): Curve {
  let length = 0;
  let evaluations = new Uint32Array(1024);
  let loss = new Float64Array(1024);
  let metric = new Float64Array(1024);
  /** Up to where it was looked for which loss, and what was found. */
  let sought: { loss: number; until: number; found: number | null } = { loss: Number.NaN, until: 0, found: null };

  function grow(least: number): void {
    const size = 2 ** Math.ceil(Math.log2(least));
    const [e, l, m] = [new Uint32Array(size), new Float64Array(size), new Float64Array(size)];
    e.set(evaluations);
    l.set(loss);
    m.set(metric);
    [evaluations, loss, metric] = [e, l, m];
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
    append(moreEvaluations, moreLoss, moreMetric) {
      const end = length + moreEvaluations.length;
      if (end > evaluations.length) grow(end);
      evaluations.set(moreEvaluations, length);
      loss.set(moreLoss, length);
      metric.set(moreMetric, length);
      length = end;
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
    reaches(goal) {
      if (goal === null) return null;
      if (sought.loss !== goal) sought = { loss: goal, until: 0, found: null };
      for (; sought.found === null && sought.until < length; sought.until++) {
        if (loss[sought.until]! <= goal) sought.found = evaluations[sought.until]!;
      }
      return sought.found;
    },
  };
}
