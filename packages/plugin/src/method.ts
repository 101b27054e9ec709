import type { calls } from "./calling.ts";
import type { About, Evaluations, HyperSpec, StateEntry } from "./contract.ts";
import type { Normals } from "./define.ts";
import type { Engine, EngineOptions, Work } from "./engine.ts";

/** What a definition comes down to, whichever definer it was given to. */
export interface Method<H extends HyperSpec = HyperSpec> extends About<H> {
  /** Arrays like the weights that nothing outlasts a step in. */
  readonly scratch?: readonly StateEntry[];
  /** Which of the options that some methods have it has. */
  readonly options?: readonly string[];
  readonly random?: Normals | undefined;
  /** What lets it call the user's functions in the middle of a step, if it may. */
  readonly calls?: typeof calls;
  /** Whether a step reads the loss. */
  readonly needsLoss?: boolean | undefined;
  evaluations(hyper: Readonly<Record<string, number>>, options: EngineOptions): Evaluations;
  /** What is wrong with a combination of hyperparameters, if anything is. */
  check(hyper: Readonly<Record<string, number>>): string | undefined;
  /** Why it cannot run as WebAssembly, if it cannot. */
  reason?(): string | undefined;
  /** Whether a step may throw by itself when it has written something. */
  throws(options: EngineOptions): boolean;
  engine(work: Work): Engine;
}
