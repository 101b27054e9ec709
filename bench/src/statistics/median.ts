/** A median, and the interval that it may lie in. Infinite where it is among what was missed. */
export interface Middle {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The mean of the two in the middle where their number is even; infinite where one of them is. */
export function median(sorted: ArrayLike<number>): number {
  const upper = sorted.length >> 1;
  if (sorted.length % 2 === 1 || sorted[upper - 1] === sorted[upper]) return sorted[upper]!;
  return (sorted[upper - 1]! + sorted[upper]!) / 2;
}

/**
 * The median with its 95 % percentile bootstrap interval, from all nⁿ resamples at once: how often the middle of a resample
 * is which of the values follows from the binomial distribution (Efron 1979, §3), so that nothing is drawn. What was missed
 * is infinite, and comes last.
 * @param values in any order, at least one, none NaN
 */
export function medianInterval(values: readonly number[]): Middle {
  const sorted = Float64Array.from(values).sort();
  const outcomes = sorted.length % 2 === 1 ? middles(sorted) : meansOfTwo(sorted);
  outcomes.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  return { median: median(sorted), low: quantile(outcomes, 0.025), high: quantile(outcomes, 0.975) };
}

interface Outcome {
  readonly value: number;
  readonly probability: number;
}

/** Of an odd number: the middle of a resample is one of the values. */
function middles(sorted: Float64Array): Outcome[] {
  const n = sorted.length;
  const below = atLeast(n, (n + 1) / 2);
  return Array.from(sorted, (value, i) => ({ value, probability: below(i + 1) - below(i) }));
}

/** Of an even number: it is the mean of two of them, the lower being sorted[i] and the upper sorted[j]. */
function meansOfTwo(sorted: Float64Array): Outcome[] {
  const n = sorted.length;
  const half = n / 2;
  const logWays = logFactorial(n) - 2 * logFactorial(half);
  /** That the lower half is of the first `i` values, and the upper half of the last `j`. */
  const apart = (i: number, j: number) => (i * j === 0 ? 0 : Math.exp(logWays + half * Math.log((i * j) / n ** 2)));
  const below = atLeast(n, half);
  const outcomes: Outcome[] = [];
  for (let i = 0; i < n; i++) {
    let both = below(i + 1) - below(i);
    for (let j = i + 1; j < n; j++) {
      const last = n - j;
      const probability = apart(i + 1, last) - apart(i, last) - apart(i + 1, last - 1) + apart(i, last - 1);
      both -= probability;
      outcomes.push({ value: median([sorted[i]!, sorted[j]!]), probability });
    }
    outcomes.push({ value: sorted[i]!, probability: both });
  }
  return outcomes;
}

/** How probable it is that of `n` draws at least `k` are among the first `i` of `n` values. */
function atLeast(n: number, k: number): (i: number) => number {
  const logWays = Array.from({ length: n + 1 }, (_, r) => logFactorial(n) - logFactorial(r) - logFactorial(n - r));
  return (i) => {
    if (i === 0 || i === n) return i / n;
    let sum = 0;
    for (let r = k; r <= n; r++) sum += Math.exp(logWays[r]! + r * Math.log(i / n) + (n - r) * Math.log(1 - i / n));
    return sum;
  };
}

/** The least value that has at least that probability at or below it. */
function quantile(outcomes: readonly Outcome[], share: number): number {
  let sum = 0;
  for (const { value, probability } of outcomes) {
    sum += probability;
    if (sum >= share) return value;
  }
  return outcomes.at(-1)!.value;
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}
