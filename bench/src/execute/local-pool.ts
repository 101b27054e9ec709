import type { RunSpec } from "@downhill/runs/run";
import { Tinypool } from "tinypool";
import { bundled } from "./bundle.ts";
import type { Engine, Outcome } from "./engine.ts";
import type { Task } from "./worker.ts";

export interface LocalPoolOptions {
  /** Worker threads. */
  readonly jobs: number;
  /** Absolute paths of modules that optimizers come from. */
  readonly plugins: readonly string[];
}

/** So many tasks a worker has at hand: it need not wait for the next one. */
const AHEAD = 2;

/** Modules from outside share the packages that they import with the catalog: a bundle would have its own. */
const program = async (plugins: readonly string[]): Promise<string> =>
  plugins.length > 0
    ? new URL("./from-sources.mjs", import.meta.url).href
    : await bundled(new URL("./worker.ts", import.meta.url));

/** Worker threads of this process. */
export async function localPool({ jobs, plugins }: LocalPoolOptions): Promise<Engine> {
  const pool = new Tinypool({
    filename: await program(plugins),
    minThreads: jobs,
    maxThreads: jobs,
    concurrentTasksPerWorker: AHEAD,
    // Workers have no use for what this process runs under.
    execArgv: [],
  });

  async function* run(specs: readonly RunSpec[], signal?: AbortSignal): AsyncGenerator<Outcome> {
    const running = new Map<number, Promise<Outcome>>();
    const stopped = new Promise<undefined>((resolve) => {
      if (signal?.aborted) resolve(undefined);
      signal?.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    let next = 0;
    const begin = () => {
      const index = next++;
      const task: Task = { spec: specs[index]!, plugins };
      running.set(
        index,
        pool.run(task).then((outcome: Omit<Outcome, "index">) => ({ index, ...outcome })),
      );
    };
    for (;;) {
      while (next < specs.length && running.size < AHEAD * jobs) begin();
      if (running.size === 0) return;
      const outcome = await Promise.race([stopped, ...running.values()]);
      if (!outcome) break;
      running.delete(outcome.index);
      yield outcome;
    }
    // They are rejected when the pool is closed.
    for (const each of running.values()) each.catch(() => {});
  }

  return { run, close: () => pool.destroy() };
}
