import type { Queue, QueueEvents } from "bullmq";
import type { Notify } from "./client.ts";
import { type Batch, type Reply, readReply } from "./message.ts";
import { redactedError } from "./secrets.ts";
import { FAREWELL, within } from "./within.ts";

/** A batch, and what it is known by wherever it is. */
export interface Sent {
  readonly id: string;
  readonly batch: Batch;
}

/** What became of one. */
export type Answer = { readonly id: string } & (
  | { readonly reply: Reply; readonly failure?: undefined }
  | { readonly failure: string; readonly reply?: undefined }
);

/** Batches that are on the queue, or should be. */
export interface Outbox {
  /** Puts them on the queue; one that is there already, whoever has sent it, is not put there again, and its answer counts. */
  send(sent: readonly Sent[]): void;
  /** As `send`, for one whose answer is no good: what is there of it is taken away first. */
  resend(sent: Sent): void;
  /** Looks after what has been sent: an answer may have been missed, and all of it lost. */
  reconcile(): void;
  /** Takes one away that has been answered. */
  forget(id: string): void;
  /** Takes away what nobody has begun, and hears of nothing any more. */
  close(): Promise<void>;
}

/** Answered batches stay for coordinators that are down: as many as one has ahead, several times over. */
const KEPT = 4;
/** After as many deaths of workers in the midst of it a batch has failed: it may be what kills them. */
export const DEATHS = 3;
/** So many are looked at at once. */
const PAGE = 200;

export function outbox(
  queue: Queue,
  events: QueueEvents,
  { ahead, answered, notify }: { ahead(): number; answered(answer: Answer): void; notify: Notify },
): Outbox {
  const sent = new Map<string, Sent>();

  function answer(id: string, read: () => Answer): void {
    if (!sent.has(id)) return;
    let found: Answer;
    try {
      found = read();
    } catch (error) {
      found = { id, failure: (error as Error).message };
    }
    sent.delete(id);
    answered(found);
  }
  const completed = (id: string, value: unknown) => answer(id, () => ({ id, reply: readReply(value) }));
  const remove = (id: string) => void queue.remove(id).catch(told);
  const failed = (id: string, failure: string) => {
    answer(id, () => ({ id, failure }));
    // Whoever asks for it again is to have another try.
    remove(id);
  };
  const told = (error: unknown) => notify(`the queue: ${redactedError(error).message}`);

  const listeners = {
    completed: ({ jobId, returnvalue }: { jobId: string; returnvalue: unknown }) => completed(jobId, returnvalue),
    failed({ jobId, failedReason }: { jobId: string; failedReason: string }) {
      if (sent.has(jobId)) failed(jobId, failedReason);
    },
    // It was there before: it may be done.
    duplicated({ jobId }: { jobId: string }) {
      const own = sent.get(jobId);
      if (own) look(own).catch(told);
    },
  };
  events.on("completed", listeners.completed as never);
  events.on("failed", listeners.failed);
  events.on("duplicated", listeners.duplicated);

  async function look(own: Sent): Promise<void> {
    const state = await queue.getJobState(own.id);
    if (!sent.has(own.id)) return; // it has been answered meanwhile
    if (state === "unknown") return add([own]);
    if (state !== "completed" && state !== "failed") return;
    const job = await queue.getJob(own.id);
    if (job && state === "completed") completed(own.id, job.returnvalue);
    else if (job) failed(own.id, job.failedReason);
  }

  let looking = false;
  async function lookAtAll(): Promise<void> {
    const all = [...sent.values()];
    for (let i = 0; i < all.length; i += PAGE) await Promise.all(all.slice(i, i + PAGE).map(look));
  }

  async function add(these: readonly Sent[]): Promise<void> {
    const removeOnComplete = { count: KEPT * ahead() };
    const jobs = these.map(({ id, batch }) => ({
      name: "batch",
      data: batch,
      opts: { jobId: id, removeOnComplete, removeOnFail: { count: KEPT * ahead() } },
    }));
    if (jobs.length > 0) await queue.addBulk(jobs);
  }

  return {
    send(these) {
      for (const each of these) sent.set(each.id, each);
      add(these).catch(told);
    },
    resend(own) {
      sent.set(own.id, own);
      queue
        .remove(own.id)
        .then(() => add([own]))
        .catch(told);
    },
    reconcile() {
      if (looking) return;
      looking = true;
      lookAtAll()
        .catch(told)
        .finally(() => {
          looking = false;
        });
    },
    forget: remove,
    async close() {
      for (const [event, listener] of Object.entries(listeners)) events.off(event as "failed", listener as never);
      const left = [...sent.keys()];
      sent.clear();
      // One that somebody is at work on is locked, and stays.
      await within(FAREWELL, ...left.map((id) => queue.remove(id)));
    },
  };
}
