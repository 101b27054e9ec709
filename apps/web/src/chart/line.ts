import type { Curve, Point } from "../race/curve.ts";
import type { Band } from "../sweeps/seeds.ts";

/** Of a lane's measurements those that a chart shows: its losses, or the shares of points that are right. */
export type Of = "loss" | "metric";

/** A lane as the chart draws it. */
export interface Line {
  readonly id: number;
  readonly name: string;
  readonly pen: number;
  readonly dash: readonly number[];
  readonly curve: Curve;
  readonly ghost: Curve | null;
  /** What other seeds came to. */
  readonly band: Band | null;
  /** Where it crossed the finish, and the evaluations at which it diverged. */
  readonly finish: Point | null;
  readonly diverged: number | null;
}
