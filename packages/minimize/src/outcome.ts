import { checkFunction, refuse } from "@downhill/plugin/arguments";

/**
 * Why a search has ended.
 *
 * - `gradient`: the gradient is as small as was asked for
 * - `change`: so is the last step, or what a step can still bring
 * - `maxEvaluations`: the function has been called as often as it may be
 * - `callback`: the callback has returned false
 * - `aborted`: the signal has
 * - `nonFinite`: NaN or infinity, and no shorter step that does without
 * - `stuck`: no step lowers the value any further, though the gradient is not yet small
 */
export type Reason = "gradient" | "change" | "maxEvaluations" | "callback" | "aborted" | "nonFinite" | "stuck";

/** Where a search is, for a callback: a copy of the point, the value there, and the counts. */
export interface Progress {
  readonly x: Float64Array;
  readonly value: number;
  readonly evaluations: number;
  readonly iterations: number;
}

/** What is read of an AbortSignal. */
export interface Signal {
  readonly aborted: boolean;
}

/** What ends a search from outside. */
export interface Ending {
  /** How often the function may be called, differences included. */
  readonly maxEvaluations?: number | undefined;
  /** Called at the start and after each iteration; false ends the search. */
  readonly callback?: ((progress: Progress) => unknown) | undefined;
  /**
   * Looked at before each evaluation. While the search runs, nothing else does: what aborts it is the function, the callback,
   * or another thread.
   */
  readonly signal?: Signal | undefined;
}

export function checkEnding(owner: string, { callback, signal }: Ending): void {
  if (callback !== undefined) checkFunction(owner, "callback", callback);
  if (signal !== undefined && typeof (signal as Signal | null)?.aborted !== "boolean")
    refuse(owner, "signal", "an AbortSignal", signal);
}

/**
 * Whether the callback lets the search go on.
 * @throws TypeError for a promise, which would count as anything but false
 */
export function goesOn(owner: string, callback: NonNullable<Ending["callback"]>, progress: Progress): boolean {
  const answer = callback(progress);
  if (typeof (answer as PromiseLike<unknown> | null | undefined)?.then === "function")
    throw new TypeError(`${owner}: callback returned a promise, which nobody waits for: it must not be async`);
  return answer !== false;
}

/** Thrown through whatever is evaluating, to end a search for that reason; never seen by users. */
export class Ended extends Error {
  readonly reason: Reason;
  constructor(reason: Reason) {
    super(reason);
    this.reason = reason;
  }
}
