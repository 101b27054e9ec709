/** How the lanes stand at one moment of the race. */

import type { Point } from "./curve.ts";
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

export function standingsOf({ lanes, at }: Pick<State, "lanes" | "at">): Standing[] {
  const standings = lanes.map((lane) => {
    const met = lane.curve.finish?.evaluations ?? null;
    const { loss = null, metric = null } = pointAt(lane, at) ?? {};
    const diverged = lane.diverged && lane.diverged.evaluations <= at ? lane.diverged.step : null;
    return {
      ...{ lane, diverged, finish: met !== null && met <= at ? met : null },
      ...(diverged === null ? { loss, metric } : { loss: null, metric: null }),
    };
  });
  const ranked = [...standings].sort(before);
  return ranked.map((standing, i) => ({ ...standing, rank: i + 1 }));
}

/** The last measurement at or before so many evaluations: of a long race the curve may have only one from before. */
function pointAt({ curve, now }: Lane, at: number): Point | undefined {
  const index = curve.indexAt(at);
  const [evaluations, loss, metric] = [curve.evaluations[index]!, curve.loss[index]!, curve.metric[index]!];
  if (now && now.evaluations <= at && !(evaluations > now.evaluations)) return now;
  return index < 0 ? undefined : { evaluations, loss, metric };
}

type Unranked = Omit<Standing, "rank">;

/** Who finished earlier, then who has the smaller loss. */
function before(a: Unranked, b: Unranked): number {
  if (a.finish !== b.finish) return (a.finish ?? Infinity) - (b.finish ?? Infinity);
  const [lossA, lossB] = [a.loss ?? Infinity, b.loss ?? Infinity];
  return lossA === lossB ? 0 : lossA - lossB;
}
