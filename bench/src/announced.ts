import type { Watch } from "./compare.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { rate } from "./rate.ts";

/** How far a plan is, for whoever asks on another machine. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly all: number;
  /** Milliseconds of one worker that all the rest will take, and its standard error; null where nobody knows yet. */
  readonly left: number | null;
  readonly error: number | null;
  /** Milliseconds of work that come in a millisecond, lately. */
  readonly rate: number;
}

/** A watch that can be asked, beside another. */
export function announced(watch: Watch): Watch & { progress(): Progress } {
  const lately = rate();
  let ahead: Estimate = estimate([]);
  let [phase, done, all] = ["", 0, 0];
  return {
    begin(name, jobs, missing, later) {
      [phase, done, all] = [name, jobs.length - missing.length, jobs.length];
      ahead = estimate([...missing, ...later]);
      watch.begin(name, jobs, missing, later);
    },
    done(job, time) {
      ahead.done(job, time);
      lately.add(time);
      done++;
      watch.done(job, time);
    },
    progress: () => ({
      ...{ phase, done, all },
      ...{ left: ahead.left() ?? null, error: ahead.error() ?? null, rate: lately.value() },
    }),
  };
}
