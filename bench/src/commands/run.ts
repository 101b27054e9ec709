import { availableParallelism } from "node:os";
import { compare, type Fault, isComplete } from "../compare.ts";
import { versions } from "../plan/versions.ts";
import type { Store } from "../store/folder.ts";
import { watchOn } from "../watch.ts";
import { type Begin, localThreads } from "./begin.ts";
import { INTERRUPTED, untilCtrlC } from "./ctrl-c.ts";
import type { BenchFlags } from "./flags.ts";
import { openFolder } from "./folder.ts";
import { printResults } from "./print.ts";
import { shown } from "./shown.ts";

/** Compares, as far as it is not done yet, and prints what came of it. */
export async function runBench(flags: BenchFlags): Promise<void> {
  const { queue, jobs = availableParallelism() } = flags;
  const begin = queue === undefined ? localThreads(jobs) : (await import("./sweep.ts")).sweepAt({ ...flags, queue });
  const { folder, store } = await openFolder(flags);
  const goOn = `What is done is stored; go on with: pnpm bench --resume --out ${shown(folder)}`;
  const { faults, stopped } = await finish(store, begin, goOn);
  store.close();
  await printResults(folder, store, flags.json === true);
  if (stopped) {
    console.error(`Stopped. ${goOn}`);
    process.exitCode = INTERRUPTED;
  }
  if (faults.length > 0) throw new Error(told(faults));
}

async function finish(
  store: Store,
  begin: Begin,
  goOn: string,
): Promise<{ faults: readonly Fault[]; stopped: boolean }> {
  if (isComplete(store)) return { faults: [], stopped: false };
  checkVersions(store);
  const watch = watchOn(process.stderr);
  const { engine, watched } = await begin(store, watch);
  const { signal, release } = untilCtrlC();
  try {
    return await compare(store, engine, watched, signal);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${goOn}`, { cause: error });
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

function told(faults: readonly Fault[]): string {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and of ${faults.length - 1} more)` : "";
  return `a run failed${more}: ${JSON.stringify(first!.spec)}\n${first!.message}`;
}
