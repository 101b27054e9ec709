/** What the Bench tab asks the worker, and what it answers. */

import type { Figure } from "@downhill/bench/figures/chart";
import type { Track } from "@downhill/bench/plan";
import type { Line } from "@downhill/bench/store/line";
import type { RunResult, RunSpec } from "@downhill/runs/run";
import type { Choice, Comparison } from "./comparison.ts";
import type { Known } from "./known.ts";

export interface ResultsAsked {
  /** Files that somebody has; null for the core results, which come with the page. */
  readonly open: { readonly files: readonly File[] | null };
  readonly comparison: { readonly choice: Choice };
  /** What came of the learning rates that were tried on a problem; null where nothing was tuned. */
  readonly rates: { readonly choice: Choice; readonly problem: string };
  readonly runs: { readonly choice: Choice; readonly problem: string; readonly optimizer: string };
  /** What the catalog says of them. */
  readonly known: { readonly optimizers: readonly string[] };
  /** Goes on with that run, for so long or until so many evaluations; another number is another run. */
  readonly rerun: {
    readonly number: number;
    readonly spec: RunSpec;
    readonly until: number;
    readonly milliseconds: number;
  };
}

export interface ResultsAnswers {
  readonly open: Opened;
  readonly comparison: Comparison;
  readonly rates: Figure | null;
  readonly runs: readonly Line[];
  readonly known: Readonly<Record<string, Known>>;
  readonly rerun: Rerun;
}

/** What there is in the results. */
export interface Opened {
  readonly runs: number;
  readonly optimizers: readonly string[];
  readonly problems: readonly string[];
  readonly testSeeds: number;
  readonly tracks: readonly { readonly track: Track; readonly trials: readonly number[] }[];
  /** Easiest first. */
  readonly targets: readonly string[];
  /** The target that hyperparameters were chosen by. */
  readonly tunedFor: string;
  /** Downhill's version that made them, and a digest of its sources. */
  readonly madeBy: string;
}

/** How far a replay has come. */
export interface Rerun {
  readonly at: number;
  /** The loss of all data since it was told of last: at places that are no matter to the run. */
  readonly points: { readonly evaluations: Uint32Array; readonly loss: Float64Array };
  /** Where it has ended. */
  readonly result: RunResult | null;
}
