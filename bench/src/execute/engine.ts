import type { RunResult, RunSpec } from "@downhill/runs/run";

/** What makes runs of specs, wherever that may be. It knows nothing of what they are for. */
export interface Engine {
  /**
   * Outcomes as they come, in any order, each once. When the signal aborts they end: what was running is lost.
   */
  run(specs: readonly RunSpec[], signal?: AbortSignal): AsyncIterable<Outcome>;
  /** Ends it, whatever is running. */
  close(): Promise<void>;
}

export interface Outcome {
  /** Of the spec, in the list that was given. */
  readonly index: number;
  /** In milliseconds. It is for those who wait, and no result. */
  readonly time: number;
  readonly result?: RunResult | undefined;
  /** What was thrown, where there is no result: an error of the program, not a divergence. */
  readonly fault?: string | undefined;
}
