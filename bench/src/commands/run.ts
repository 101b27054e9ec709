import { availableParallelism } from "node:os";
import { compare, type Fault, isComplete } from "../compare.ts";
import { localPool } from "../execute/local-pool.ts";
import { versions } from "../plan/versions.ts";
import type { Store } from "../store/folder.ts";
import { watchOn } from "../watch.ts";
import type { BenchFlags } from "./flags.ts";
import { openFolder } from "./folder.ts";
import { printResults } from "./print.ts";
import { shown } from "./shown.ts";

/** Compares, as far as it is not done yet, and prints what came of it. */
export async function runBench(flags: BenchFlags): Promise<void> {
  const { folder, store } = await openFolder(flags);
  const { faults, stopped } = await finish(store, flags.jobs ?? availableParallelism());
  store.close();
  await printResults(folder, store, flags.json === true);
  if (stopped) {
    console.error(`Stopped. What is done is stored; go on with: pnpm bench --resume --out ${shown(folder)}`);
    process.exitCode = INTERRUPTED;
  }
  if (faults.length > 0) throw new Error(told(faults));
}

/** As a shell says it of what Ctrl-C has ended. */
const INTERRUPTED = 130;

async function finish(store: Store, jobs: number): Promise<{ faults: readonly Fault[]; stopped: boolean }> {
  if (isComplete(store)) return { faults: [], stopped: false };
  checkVersions(store);
  const engine = await localPool({ jobs, plugins: store.plan.plugins });
  const watch = watchOn(process.stderr);
  const { signal, release } = untilCtrlC();
  try {
    return await compare(store, engine, watch, signal);
  } finally {
    watch.stop();
    release();
    await engine.close();
  }
}

/** @throws Error where the results that are there are of other sources: those to come could differ from them */
function checkVersions({ plan }: Store): void {
  const now = versions(plan.plugins);
  for (const name of ["downhill", "sources"]) {
    if (plan.versions[name] === now[name]) continue;
    const other = `${name} ${plan.versions[name]}, and this is ${now[name]}`;
    throw new Error(`the results were begun with ${other}: their runs would not be comparable`);
  }
}

/** A second press, and not the same one told twice by a parent process, ends at once. */
const SAME_PRESS = 1000;

function untilCtrlC(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  let first = 0;
  const press = () => {
    if (controller.signal.aborted && performance.now() - first > SAME_PRESS) process.exit(INTERRUPTED);
    if (controller.signal.aborted) return;
    first = performance.now();
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, press);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, press);
    },
  };
}

function told(faults: readonly Fault[]): string {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and of ${faults.length - 1} more)` : "";
  return `a run failed${more}: ${JSON.stringify(first!.spec)}\n${first!.message}`;
}
