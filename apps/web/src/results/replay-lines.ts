/** What a replay's chart shows at its end: the run as it measured itself, and the file's where that is another. */

import type { StoredResult } from "@downhill/bench/store/line";
import type { RunResult } from "@downhill/runs/run";
import type { Line } from "../chart/line.ts";
import { type Curve, curve } from "../race/curve.ts";

export type ReplayLine = Pick<Line, "name" | "curve"> & Partial<Pick<Line, "pen" | "ghost" | "finish" | "diverged">>;

/** A pen beyond all that have colours: grey. */
const NONE = 99;

/** The curve's points, with what lies between them as a ghost; and where the target was met. */
export function replayed(
  { curve: own, targets, diverged }: RunResult,
  close: Curve,
  target: number,
): Omit<ReplayLine, "name"> {
  const met = targets.find((each) => each.target === target)?.evaluations ?? null;
  const points = curveOf(own, target);
  // A run that looks at every step has met its target between the curve's points.
  const isBetween = met !== null && points.finish?.evaluations !== met;
  if (isBetween) return { curve: close, finish: close.finish, diverged };
  return { curve: points, ghost: close, finish: met === null ? null : points.finish, diverged };
}

/** Nothing where the runs were stored without their curves. */
export const inFile = ({ curve: stored }: StoredResult): ReplayLine[] =>
  stored ? [{ name: "in the file", curve: curveOf(stored), pen: NONE }] : [];

type StoredCurve = NonNullable<StoredResult["curve"]>;

/** In a file, what is no number is null. */
function curveOf(points: Pick<StoredCurve, "evaluations" | "loss">, target: number | null = null): Curve {
  const own = curve(target);
  const losses = Float64Array.from(points.loss, (loss) => loss ?? Number.NaN);
  own.append(Uint32Array.from(points.evaluations), losses, losses);
  return own;
}
