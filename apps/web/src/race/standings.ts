/** How the lanes stand at one moment of the race. */

import type { Lane, State } from "./state.ts";

export interface Standing {
  readonly lane: Lane;
  readonly rank: number;
  /** Of the weights at that moment; null before the first measurement, and where it has diverged. */
  readonly loss: number | null;
  readonly metric: number | null;
  /** The evaluations after which the target was met, if it has been by then. */
  readonly finish: number | null;
  /** The step at which it diverged, if it has by then. */
  readonly diverged: number | null;
}

export function standingsOf({ lanes, course: { target }, at }: Pick<State, "lanes" | "course" | "at">): Standing[] {
  const standings = lanes.map((lane) => {
    const { curve } = lane;
    const index = curve.indexAt(at);
    const met = curve.reaches(target);
    const diverged = lane.diverged && lane.diverged.evaluations <= at ? lane.diverged.step : null;
    const known = index >= 0 && diverged === null;
    return {
      ...{ lane, diverged, finish: met !== null && met <= at ? met : null },
      ...{ loss: known ? curve.loss[index]! : null, metric: known ? curve.metric[index]! : null },
    };
  });
  const ranked = [...standings].sort(before);
  return ranked.map((standing, i) => ({ ...standing, rank: i + 1 }));
}

type Unranked = Omit<Standing, "rank">;

/** Who finished earlier, then who has the smaller loss. */
function before(a: Unranked, b: Unranked): number {
  if (a.finish !== b.finish) return (a.finish ?? Infinity) - (b.finish ?? Infinity);
  const [lossA, lossB] = [a.loss ?? Infinity, b.loss ?? Infinity];
  return lossA === lossB ? 0 : lossA - lossB;
}
