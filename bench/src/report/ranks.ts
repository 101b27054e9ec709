/** The places that are possible, from 1 on: who is shown to be better comes before, who is shown to be worse behind. */
export type Rank = readonly [best: number, worst: number];

/** @param isBefore whether the first is shown to be better than the second */
export const ranks = <T>(all: readonly T[], isBefore: (a: T, b: T) => boolean): Rank[] =>
  all.map((own) => [
    1 + all.filter((other) => isBefore(other, own)).length,
    all.length - all.filter((other) => isBefore(own, other)).length,
  ]);
