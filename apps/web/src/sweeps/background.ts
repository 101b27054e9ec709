/** Whole runs, one after the other, in a worker beside the race's. */

import type { RunResult, RunSpec } from "@downhill/runs/run";
import { openWorker } from "../lanes/open-worker.ts";
import type { Reply, Request } from "../lanes/protocol.ts";

export interface Background {
  /** Its result, in the order of asking; null for a spec that is none. */
  run(spec: RunSpec): Promise<RunResult | null>;
  /** Forgets all that is not done: those promises stay open. */
  cancel(): void;
  destroy(): void;
}

export function background(): Background {
  let worker: Worker | undefined;
  let last = 0;
  const waiting = new Map<number, { spec: RunSpec; tell: (result: RunResult | null) => void }>();
  let underway: number | null = null;

  function begun(): Worker {
    const made = openWorker();
    made.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      const result = data.type === "ran" ? data.result : null;
      const id = data.type === "ran" ? data.id : underway;
      if (id === null) return;
      waiting.get(id)?.tell(result);
      waiting.delete(id);
      underway = null;
      next();
    });
    return made;
  }

  function next(): void {
    const [first] = waiting;
    if (underway !== null || !first) return;
    const [id, { spec }] = first;
    underway = id;
    worker ??= begun();
    const request: Request = { type: "run", id, spec };
    worker.postMessage(request);
  }

  return {
    run: (spec) =>
      new Promise((tell) => {
        waiting.set(++last, { spec, tell });
        next();
      }),
    cancel: () => waiting.clear(),
    destroy() {
      waiting.clear();
      worker?.terminate();
    },
  };
}
