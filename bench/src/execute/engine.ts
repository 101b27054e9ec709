import type { RunResult, RunSpec } from "@downhill/runs/run";

/** What makes runs of specs, wherever that may be. It knows nothing of what they are for. */
export interface Engine {
  /** Outcomes as they come, in any order, each once. */
  run(specs: readonly RunSpec[], order?: Order): AsyncIterable<Outcome>;
  /** Ends it, whatever is running. */
  close(): Promise<void>;
}

export interface Order {
  /** When it aborts the outcomes end: what was running is lost. */
  readonly signal?: AbortSignal | undefined;
  /** Which are to be made, by their places in the list: all, unless given. Others may be at work on the same list. */
  readonly isOpen?: ((index: number) => boolean) | undefined;
  /** Whether anybody looks at the curves: where they have far to go, they are left out if not. Default: true. */
  readonly curves?: boolean | undefined;
}

export interface Outcome {
  /** Of the spec, in the list that was given. */
  readonly index: number;
  /** In milliseconds. It is for those who wait, and no result. */
  readonly time: number;
  readonly result?: RunResult | undefined;
  /** What was thrown, where there is no result: an error of the program, not a divergence. */
  readonly fault?: string | undefined;
  /** Who made it, where that may be another machine. */
  readonly worker?: string | undefined;
}
