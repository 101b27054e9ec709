import { DelayedError, type Job, UnrecoverableError, WaitingError } from "bullmq";
import { rate } from "../../rate.ts";
import type { Engine } from "../engine.ts";
import type { Address } from "./address.ts";
import { board } from "./board.ts";
import { connect, type Notify } from "./client.ts";
import { queueName, runId, sameVersion, shownVersion, type Version } from "./identity.ts";
import { type Batch, type Known, type Made, type Reply, readBatch } from "./message.ts";
import { DEATHS } from "./outbox.ts";
import { redactedError } from "./secrets.ts";
import { FAREWELL, within } from "./within.ts";

export interface QueueWorkerOptions {
  readonly address: Address;
  readonly version: Version;
  /** Of this worker, unlike any other. */
  readonly id: string;
  /** What makes the runs on this machine, and in how many threads. */
  readonly engine: Engine;
  readonly threads: number;
  /** In milliseconds: after so long without a word from it, what it has is given to another. */
  readonly lock: number;
  readonly known: Known;
  readonly notify: Notify;
}

export interface QueueWorker {
  /** When it has been banned, with the reason. */
  readonly banned: Promise<string>;
  /** Finishes what it has, if that takes no longer than a while, in milliseconds; gives back the rest. */
  close(grace: number): Promise<void>;
}

/** Who is not to make a batch gives it back so often, in case that there is another; then it makes it all the same. */
const PASSES = 20;

/**
 * Makes what is on the queue of its version. Threads do the work, so that this one renews the locks of what it has.
 * @throws (rejects) Error naming the address: nobody answers there
 */
export async function queueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const { address, version, id, engine, threads, lock, known, notify } = options;
  const client = await connect(address, notify);
  const notices = board(client, lock / 3, notify);
  const done = { runs: 0, work: 0 };
  const lately = rate();
  /** Batches. */
  let atWork = 0;

  function read(job: Job): Batch {
    try {
      return readBatch(job.data, known);
    } catch (error) {
      // It would be no spec anywhere else.
      throw new UnrecoverableError((error as Error).message);
    }
  }

  async function make(job: Job, token?: string, signal?: AbortSignal): Promise<Reply> {
    const { runs, curves, not } = read(job);
    if (not.includes(id) && job.attemptsStarted <= PASSES) {
      await job.moveToDelayed(Date.now() + lock / 10, token);
      throw new DelayedError();
    }
    const made: Made[] = [];
    for await (const { index, time, result, fault } of engine.run(runs, { signal })) {
      const { curve, ...rest } = result ?? { curve: undefined };
      made.push({
        ...{ id: runId(runs[index]!, version), time, fault },
        result: result && ({ ...rest, curve: curves ? curve : undefined } as Made["result"]),
      });
      done.runs++;
      done.work += time;
      lately.add(time);
    }
    if (made.length < runs.length) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    return { worker: id, runs: made };
  }

  /** BullMQ counts the parameters: without the third there is no signal. */
  async function counted(job: Job, token?: string, signal?: AbortSignal): Promise<Reply> {
    atWork++;
    try {
      return await make(job, token, signal);
    } finally {
      atWork--;
    }
  }

  const worker = client.worker(queueName(version), counted, {
    ...{ name: id, concurrency: threads + 1, lockDuration: lock, stalledInterval: lock, maxStalledCount: DEATHS },
    // A result that could not be handed over is tried again so soon.
    runRetryDelay: lock / 3,
    drainDelay: Math.max(1, lock / 3000),
  });
  worker.on("failed", (job, error) => notify(`batch ${job?.id ?? "?"} failed: ${redactedError(error).message}`));
  await worker.waitUntilReady();
  await notices.announce(() => ({ role: "worker", id, version, threads, ...done, rate: lately.value() }));

  let ban = (_why: string) => {};
  const banned = new Promise<string>((resolve) => {
    ban = resolve;
  });
  const told = new Set<string>();
  async function look(): Promise<void> {
    const why = await notices.banOf(id);
    if (why) {
      ban(why);
      // It takes nothing any more.
      await worker.pause(true);
    }
    // Who has work need not know whose it is not.
    if (atWork > 0) return;
    for (const plan of await notices.plans()) {
      if (sameVersion(plan.version, version) || told.has(plan.id)) continue;
      told.add(plan.id);
      notify(
        `plan ${plan.id} is of ${shownVersion(plan.version)}, and this is ${shownVersion(version)}: its runs are left to others`,
      );
    }
  }
  const failed = (error: unknown) => notify(`the queue: ${redactedError(error).message}`);
  await look();
  const timer = setInterval(() => void look().catch(failed), lock / 3);

  return {
    banned,
    async close(grace) {
      clearInterval(timer);
      const late = setTimeout(() => worker.cancelAllJobs(), grace);
      // Who has nothing to finish waits for a queue that is gone no longer than others do.
      await within(FAREWELL + (atWork > 0 ? grace : 0), worker.close());
      clearTimeout(late);
      await within(FAREWELL, notices.leave());
      await client.close();
    },
  };
}
