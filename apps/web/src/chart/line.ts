/** What a chart is told of a lane. */

import type { Curve } from "../race/curve.ts";
import type { Band } from "../sweeps/seeds.ts";

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
