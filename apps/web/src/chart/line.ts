import type { Curve } from "../race/curve.ts";
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
  /** The evaluations at which it crossed the finish, and at which it diverged. */
  readonly finish: number | null;
  readonly diverged: number | null;
}
