import { isMainThread } from "node:worker_threads";
import { problems } from "@downhill/problems/registry";
import { prepare, type RunSpec, runToEnd, type Surroundings } from "@downhill/runs/run";
import { schedules } from "@downhill/runs/schedules";
import { loadOptimizers, type Optimizers } from "../plan/optimizers.ts";
import type { Outcome } from "./engine.ts";

/** What a worker is sent: plain. */
export interface Task {
  readonly spec: RunSpec;
  /** Modules that optimizers come from. */
  readonly plugins: readonly string[];
}

// Of a thread that has ended, the pool would wait for the answer for ever.
if (!isMainThread) {
  process.exit = (code) => {
    throw new Error(`process.exit(${code ?? ""}) was called in a run`);
  };
}

let loading: Promise<Optimizers> | undefined;

export default async function work({ spec, plugins }: Task): Promise<Omit<Outcome, "index">> {
  let start = performance.now();
  try {
    loading ??= loadOptimizers(plugins);
    const surroundings: Surroundings = { problems, schedules, optimizers: (await loading).named };
    await prepare(spec, surroundings);
    // What is loaded once says nothing of the next run.
    start = performance.now();
    const result = runToEnd(spec, surroundings);
    return { result, time: performance.now() - start };
  } catch (error) {
    return {
      fault: error instanceof Error ? (error.stack ?? error.message) : String(error),
      time: performance.now() - start,
    };
  }
}
