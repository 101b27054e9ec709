interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The places that an interval allows, from 1 on: better ones lie apart from it on the good side, worse ones on the other. */
export type Rank = readonly [best: number, worst: number];

/** Where less is better. Nobody is ranked before another whose interval overlaps with theirs. */
export const ranks = (intervals: readonly Interval[]): Rank[] =>
  intervals.map((own) => [
    1 + intervals.filter((other) => other.high < own.low).length,
    intervals.length - intervals.filter((other) => own.high < other.low).length,
  ]);

/** The same where more is better. */
export const ranksOfMore = (intervals: readonly Interval[]): Rank[] =>
  ranks(intervals.map(({ low, high }) => ({ low: -high, high: -low })));
