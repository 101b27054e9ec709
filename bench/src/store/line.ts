import type { RunResult, RunSpec } from "@downhill/runs/run";
import type { Track } from "../plan/plan.ts";

/** A run that has finished: a line of `runs.jsonl`, and an element of `runs` of `--json`. */
export interface Line {
  readonly track: Track;
  readonly phase: "tuning" | "test";
  /** 0 is the published defaults. */
  readonly trial: number;
  /** Optimizer, problem, seed, budget, hyperparameters and targets, the latter in the order of the plan's problem. */
  readonly spec: RunSpec;
  /** Its targets in the order of the spec's. */
  readonly result: RunResult;
}
