/** A race as a value: what a link holds, and what the worker is told. */

import type { RunSpec, ScheduleSpec } from "@downhill/runs/run";

export type Values = Readonly<Record<string, number | boolean>>;

/** An optimizer in a race, as a run's spec has it. */
export interface Entry {
  readonly optimizer: string;
  readonly hyper: Values;
  readonly schedule?: ScheduleSpec | undefined;
}

export interface Race {
  readonly problem: { readonly name: string; readonly options?: Values | undefined };
  readonly seed: number;
  readonly precision: "float32" | "float64";
  /** Gradient evaluations that each may spend. */
  readonly budget: number;
  /** Where the problem is one's own points: x, y and the class of each. */
  readonly points?: readonly number[] | undefined;
  /** The loss at the finish; null for a race without one. */
  readonly target: number | null;
  readonly entries: readonly Entry[];
}

/** When a lane's loss, clipped or not, is that of one that has diverged. */
const lost = { above: 4, steps: 100 };

/** The run of one of a race's optimizers. */
export function specOf({ problem, seed, precision, budget, target }: Omit<Race, "entries">, entry: Entry): RunSpec {
  const { optimizer, hyper, schedule } = entry;
  return {
    ...{ version: 1, problem, optimizer, hyper, ...(schedule && { schedule }) },
    ...{ seed, precision, budget, targets: target === null ? [] : [target], lost },
  };
}
