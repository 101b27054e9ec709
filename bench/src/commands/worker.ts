import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { localPool } from "../execute/local-pool.ts";
import { redacted } from "../execute/queue/secrets.ts";
import { between, whole } from "../options.ts";
import { untilCtrlC } from "./ctrl-c.ts";
import { addressOf, LOCK, loadQueue, ownName, ownVersion } from "./queue.ts";

interface WorkerFlags {
  jobs?: number;
  lock: number;
}

/** In milliseconds: so long a worker that is told to stop goes on with what it has begun. */
const GRACE = 10_000;

export function addWorkerCommand(command: Command): void {
  command
    .argument("<url>", "of the queue: redis://…, rediss://…, postgres://…")
    .option("--jobs <n>", "threads (default: as many as there are cores)", whole(1, 1024))
    .option("--lock <seconds>", "after so long without a word from it, others do its work", between(1, 3600), LOCK)
    .action(work);
}

async function work(url: string, { jobs = availableParallelism(), lock }: WorkerFlags): Promise<void> {
  const address = addressOf("worker", url);
  // All that there is: names are looked up before anything runs.
  const [{ queueWorker }, { parse }, { problems }] = await Promise.all([
    loadQueue(() => import("../execute/queue/queue-worker.ts")),
    import("@downhill/catalog"),
    import("@downhill/problems/registry"),
  ]);
  const id = ownName();
  const engine = await localPool({ jobs, plugins: [] });
  const known = { problems, optimizer: parse };
  const worker = await queueWorker({
    ...{ address, version: ownVersion(), id, engine, threads: jobs, lock: lock * 1000, known },
    notify: (message) => console.error(redacted(message)),
  });
  console.error(`worker ${id} at ${address.shown}, ${jobs} ${jobs === 1 ? "thread" : "threads"}; Ctrl-C stops it`);
  const { signal } = untilCtrlC();
  const stopped = new Promise<undefined>((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined));
  });
  const why = await Promise.race([worker.banned, stopped]);
  if (why) console.error(`It stops, for it is banned: ${redacted(why)}`);
  else console.error("It finishes what it has begun, or gives it back.");
  await worker.close(GRACE);
  await engine.close();
  // BullMQ's worker goes on to ask a queue that is gone for its next batch.
  process.exit(why ? 1 : 0);
}
