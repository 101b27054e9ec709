import { createHash, randomBytes } from "node:crypto";
import { parse } from "@downhill/catalog";
import { problems } from "@downhill/problems/registry";
import type { RunSpec } from "@downhill/runs/run";
import { compare, type Ending, type Watch } from "../compare.ts";
import type { Engine, Outcome } from "../execute/engine.ts";
import { localPool } from "../execute/local-pool.ts";
import { readAddress } from "../execute/queue/address.ts";
import { type QueueEngine, queueEngine } from "../execute/queue/queue-engine.ts";
import { type QueueWorker, queueWorker } from "../execute/queue/queue-worker.ts";
import { jobKey } from "../plan/jobs.ts";
import { versions } from "../plan/versions.ts";
import type { Store } from "../store/folder.ts";
import type { Line } from "../store/line.ts";

const { downhill, sources } = versions([]);
export const version = { downhill: downhill!, sources: sources! };

/** In milliseconds: of the locks in tests. */
const LOCK = 1000;

export const silent: Watch = { begin() {}, done() {} };

export interface Told {
  readonly said: string[];
}

let pool: Promise<Engine> | undefined;

/** Two threads that all workers of a file of tests share: to begin takes longer than their runs. */
export async function threads(): Promise<Engine> {
  pool ??= localPool({ jobs: 2, plugins: [] });
  return { ...(await pool), close: async () => {} };
}

/** At the end of the file. */
export async function endThreads(): Promise<void> {
  await (await pool)?.close();
  pool = undefined;
}

const running = new Set<() => Promise<void>>();

/** Stops what a test that has failed did not. */
export async function stopWorkers(): Promise<void> {
  for (const stop of running) await stop();
}

/** A worker in this process, with a thread of those that there are unless it has an engine of its own. */
export async function startWorker(
  url: string,
  changes: Partial<Parameters<typeof queueWorker>[0]> = {},
): Promise<QueueWorker & Told & { readonly id: string; stop(grace?: number): Promise<void> }> {
  const engine = changes.engine ?? (await threads());
  const id = `worker-${randomBytes(3).toString("hex")}`;
  const said: string[] = [];
  const worker = await queueWorker({
    ...{ address: readAddress(url), version, id, engine, threads: 1, lock: LOCK },
    known: { problems, optimizer: parse },
    notify: (message) => void said.push(message),
    ...changes,
  });
  async function stop(grace = 10_000): Promise<void> {
    running.delete(stop);
    await worker.close(grace);
    await engine.close();
  }
  running.add(stop);
  return { ...worker, id, said, stop };
}

/** Does what is missing of a folder of results, by a queue. */
export async function sweep(
  url: string,
  store: Store,
  changes: Partial<Parameters<typeof queueEngine>[0]> & { watch?: Watch; signal?: AbortSignal } = {},
): Promise<Ending & Told & Pick<QueueEngine, "checks">> {
  const { watch = silent, signal = new AbortController().signal, ...rest } = changes;
  const said: string[] = [];
  const engine = await queueEngine({
    ...{ address: readAddress(url), version, id: `plan-${randomBytes(3).toString("hex")}`, verify: 0, lock: LOCK },
    notify: (message) => void said.push(message),
    disputed: (dispute) => store.takeBack(dispute),
    ...rest,
  });
  const progress = { title: "a test", phase: "", done: 0, all: 0, left: null, error: null, rate: 0 };
  await engine.announce(() => progress);
  try {
    return { ...(await compare(store, engine, watch, signal)), said, checks: engine.checks };
  } finally {
    await engine.close();
  }
}

/** What was made, whoever made it: each run, and a digest of all that is known of it. */
export const made = (lines: readonly Line[]): string[] =>
  lines
    .map(({ worker, ...line }) => {
      const digest = createHash("sha256").update(JSON.stringify(line)).digest("hex").slice(0, 12);
      return `${jobKey(line)} ${digest}`;
    })
    .sort();

/** An engine that lies about some runs, or fails at them. */
export const tampered = (engine: Engine, change: (outcome: Outcome, spec: RunSpec) => Outcome): Engine => ({
  ...engine,
  async *run(specs, order) {
    for await (const outcome of engine.run(specs, order)) yield change(outcome, specs[outcome.index]!);
  },
});
