import type { Curve, RunResult } from "@downhill/runs/run";
import type { Job } from "../plan/jobs.ts";

/**
 * A run that has finished: a line of `runs.jsonl`, and an element of `runs` of `--json`. Of a trial, 0 is the published
 * defaults; the targets are in the order of the plan's problem.
 */
export interface Line extends Job {
  readonly result: StoredResult;
  /** Of a queue, who made it. */
  readonly worker?: string | undefined;
}

/** Curves are kept of test runs; any run of its spec gives it again. */
export type StoredResult = Omit<RunResult, "curve"> & { readonly curve?: Curve | undefined };
