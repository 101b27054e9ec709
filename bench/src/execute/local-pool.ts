import type { RunSpec } from "@downhill/runs/run";
import { Tinypool } from "tinypool";
import { bundled } from "./bundle.ts";
import type { Engine, Order, Outcome } from "./engine.ts";
import type { Task } from "./worker.ts";

export interface LocalPoolOptions {
  /** Worker threads. */
  readonly jobs: number;
  /** Absolute paths of modules that optimizers come from. */
  readonly plugins: readonly string[];
}

/** So many tasks for each worker are in the pool: none need wait for what this process does with a result. */
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
    // Workers have no use for what this process runs under.
    execArgv: [],
  });

  async function* run(specs: readonly RunSpec[], { signal, isOpen }: Order = {}): AsyncGenerator<Outcome> {
    const open = isOpen ? [...specs.keys()].filter(isOpen) : [...specs.keys()];
    const arrived: Outcome[] = [];
    let [next, running] = [0, 0];
    let wake = () => {};

    const arrive = (outcome: Outcome) => {
      arrived.push(outcome);
      wake();
    };
    const begin = () => {
      const index = open[next++]!;
      const task: Task = { spec: specs[index]!, plugins };
      running++;
      pool.run(task).then(
        (outcome: Omit<Outcome, "index">) => arrive({ index, ...outcome }),
        // Its worker has ended: of no memory, say.
        (error: unknown) => arrive({ index, time: 0, fault: String(error) }),
      );
    };
    const stop = () => wake();
    signal?.addEventListener("abort", stop);
    try {
      while (!signal?.aborted) {
        while (next < open.length && running < AHEAD * jobs) begin();
        if (running === 0) return;
        if (arrived.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        for (let outcome = arrived.shift(); outcome && !signal?.aborted; outcome = arrived.shift()) {
          running--;
          yield outcome;
        }
      }
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  return { run, close: () => pool.destroy() };
}
