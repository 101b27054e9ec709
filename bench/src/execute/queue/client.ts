import {
  createPostgresBackend,
  createRedisBackend,
  type Processor,
  type Queue,
  type QueueEvents,
  type Worker,
  type WorkerOptions,
  withBackend,
} from "bullmq";
import type { Address } from "./address.ts";
import { BOARD } from "./identity.ts";
import { redactedError } from "./secrets.ts";
import { FAREWELL, within } from "./within.ts";

/** Told what whoever looks on should know, a line. */
export type Notify = (message: string) => void;

/** BullMQ at an address. Its connections come back by themselves; that they are gone is told. */
export interface Client {
  readonly address: Address;
  queue(name: string): Queue;
  events(name: string): QueueEvents;
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, "connection">): Worker;
  /** Ends what has been opened and is still open. */
  close(): Promise<void>;
}

/** The constructors are the same for each backend; their types are of one. */
interface Classes {
  readonly Queue: typeof Queue;
  readonly QueueEvents: typeof QueueEvents;
  readonly Worker: typeof Worker;
}

/** Events of so many batches, each with its results, are kept for coordinators that read them. */
const EVENTS = 500;

/** In milliseconds: so often at least a connection that is gone is tried again. */
const SLOWEST = 2000;

/** @throws (rejects) Error naming the address, without its password: nobody answers there, or takes this user */
export async function connect(address: Address, notify: Notify): Promise<Client> {
  const backend: unknown = address.kind === "postgres" ? createPostgresBackend : createRedisBackend;
  const classes = withBackend(backend as typeof createRedisBackend) as unknown as Classes;
  let closed = false;
  // Of Redis: without an end to its tries a process would outlive its work.
  const retryStrategy = (tries: number) => (closed ? null : Math.min(SLOWEST, 100 * tries));
  const redis = { retryStrategy, maxRetriesPerRequest: null };
  const connection = { ...address.connection, ...(address.kind === "redis" && redis) };
  const open = new Set<{ close(): Promise<void>; disconnect(): Promise<void> }>();
  const tell = seldom(notify);

  function opened<T extends Queue | QueueEvents | Worker>(it: T): T {
    open.add(it);
    (it as Queue).on("error", (error: Error) => tell(`the queue at ${address.shown}: ${redactedError(error).message}`));
    return it;
  }

  const client: Client = {
    address,
    queue: (name) => opened(new classes.Queue(name, { connection, streams: { events: { maxLen: EVENTS } } })),
    events: (name) => opened(new classes.QueueEvents(name, { connection })),
    worker: (name, processor, options) => opened(new classes.Worker(name, processor, { ...options, connection })),
    async close() {
      closed = true;
      await within(FAREWELL, ...[...open].map((each) => each.close()));
      for (const each of open) each.disconnect().catch(() => {});
      open.clear();
    },
  };
  await reach(new classes.Queue(BOARD, { connection }), address);
  return client;
}

/** The first error ends it: later ones are waited out, for what has been there will be there again. */
async function reach(probe: Queue, { shown }: Address): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      probe.on("error", reject);
      probe.waitUntilReady().then(resolve, reject);
    });
  } catch (error) {
    throw new Error(`${shown}: ${redactedError(error).message}`);
  } finally {
    probe
      .getBackend()
      .close(true)
      .catch(() => {});
  }
}

/** In milliseconds: so often the same thing is told. */
const SELDOM = 60_000;

/** A connection that is gone says so at each of its tries. */
function seldom(notify: Notify): Notify {
  const told = new Map<string, number>();
  return (message) => {
    const now = performance.now();
    if (now - (told.get(message) ?? -Infinity) < SELDOM) return;
    told.set(message, now);
    notify(message);
  };
}
