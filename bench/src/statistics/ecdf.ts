/** A run as far as it went: its losses at numbers of evaluations. */
export interface Course {
  readonly evaluations: readonly number[];
  readonly loss: readonly number[];
}

/** Losses from the start's down to the hardest target's, evenly on a log scale where both are above 0. Without the start's. */
export function ladderOfTargets(start: number, hardest: number, rungs: number): number[] {
  const along =
    start > 0 && hardest > 0
      ? (share: number) => start * (hardest / start) ** share
      : (share: number) => start + (hardest - start) * share;
  return Array.from({ length: rungs }, (_, i) => along((i + 1) / rungs));
}

/** After how many evaluations a course first has each of the losses: infinite for those that it misses. */
export function reachedAt({ evaluations, loss }: Course, targets: readonly number[]): number[] {
  return targets.map((target) => {
    const point = loss.findIndex((each) => each <= target);
    return point < 0 ? Infinity : evaluations[point]!;
  });
}

/** Which share of the values lies at or below each of `at`, which ascends. */
export function shareBelow(values: readonly number[], at: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  let below = 0;
  return at.map((x) => {
    while (below < sorted.length && sorted[below]! <= x) below++;
    return below / sorted.length;
  });
}

/**
 * The area under a run's ECDF over the ladder, from a hundredth of the budget on a log axis: 1 where every target is reached
 * before that, 0 where none is before the budget's end.
 * @param reached as `reachedAt` gives it
 */
export function areaBelow(reached: readonly number[], budget: number): number {
  const early = reached.map((at) => Math.max(0, Math.min(1, Math.log(budget / at) / Math.log(100))));
  return early.reduce((a, b) => a + b, 0) / reached.length;
}
