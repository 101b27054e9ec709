import type { RunSpec } from "@downhill/runs/run";
import type { Engine } from "./execute/engine.ts";
import { type Job, jobKey, mostTests, test, tuning } from "./plan/jobs.ts";
import { winners } from "./plan/winners.ts";
import type { Store } from "./store/folder.ts";

/** Who is told of what is to be done and what has been. */
export interface Watch {
  /**
   * @param missing those of the jobs that are not done yet
   * @param later what may come after them
   */
  begin(phase: Job["phase"], jobs: readonly Job[], missing: readonly Job[], later: readonly Job[]): void;
  /** @param time that the run took, in milliseconds */
  done(job: Job, time: number): void;
}

export interface Ending {
  /** Runs that ended with an error of the program. They are not stored. */
  readonly faults: readonly Fault[];
  /** Whether the signal has stopped it before its end. */
  readonly stopped: boolean;
}

export interface Fault {
  readonly spec: RunSpec;
  readonly message: string;
}

/**
 * Does what of a plan is not done yet, and stores it: first what is tuned by, then the winners' test runs. One that fails
 * does not keep others from being done.
 */
export async function compare(store: Store, engine: Engine, watch: Watch, signal: AbortSignal): Promise<Ending> {
  const faults = new Map<string, Fault>();
  const { plan } = store;
  let seen: number;
  do {
    seen = store.takenBack;
    await doMissing("tuning", tuning(plan), mostTests(plan));
    if (!signal.aborted) await doMissing("test", test(plan, winners(plan, store.lines)), []);
    // What has been taken back meanwhile is made again, and may make others win.
  } while (store.takenBack !== seen && !signal.aborted);
  return { faults: [...faults.values()], stopped: signal.aborted };

  async function doMissing(phase: Job["phase"], jobs: readonly Job[], later: readonly Job[]): Promise<void> {
    const missing = jobs.filter((job) => !store.has(job));
    watch.begin(phase, jobs, missing, later);
    const specs = jobs.map(({ spec }) => spec);
    // Curves of tuning runs nobody draws.
    const curves = phase === "test";
    const isOpen = (index: number) => !store.has(jobs[index]!);
    for await (const { index, result, fault, time, worker } of engine.run(specs, { signal, isOpen, curves })) {
      const job = jobs[index]!;
      if (result) {
        const { curve, ...rest } = result;
        store.append({ ...job, result: curves ? { curve, ...rest } : rest, worker });
      } else faults.set(jobKey(job), { spec: job.spec, message: fault! });
      watch.done(job, time);
    }
  }
}

/** Whether nothing is missing. */
export const isComplete = ({ plan, lines, has }: Store): boolean =>
  tuning(plan).every(has) && test(plan, winners(plan, lines)).every(has);
