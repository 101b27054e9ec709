import type { RunSpec } from "@downhill/runs/run";
import type { Engine, Order } from "../engine.ts";
import { localPool } from "../local-pool.ts";
import type { Address } from "./address.ts";
import { board, type PlanNotice } from "./board.ts";
import { type Checks, checks, type Dispute } from "./checks.ts";
import { connect, type Notify } from "./client.ts";
import { coordinate } from "./coordinator.ts";
import { crew } from "./crew.ts";
import { queueName, resultId, type Version } from "./identity.ts";
import { outbox } from "./outbox.ts";
import { sizes } from "./sizes.ts";
import { FAREWELL, within } from "./within.ts";

export interface QueueEngineOptions {
  readonly address: Address;
  readonly version: Version;
  /** Of this coordinator, unlike any other. */
  readonly id: string;
  /** Share of the runs that a second worker makes as well. */
  readonly verify: number;
  /** In milliseconds: a worker that says nothing for so long is given up. */
  readonly lock: number;
  /** Told what whoever waits should know. */
  readonly notify: Notify;
  /** Told of a worker that came to other bits, before what it has made is made again. */
  disputed(dispute: Dispute): void;
  /** Makes what has to decide which of two is wrong; a thread of this process, unless given. */
  readonly judge?: Engine | undefined;
}

/** Workers on other machines, behind a queue. */
export interface QueueEngine extends Engine {
  /** Tells others how far the plan is, from now on. */
  announce(progress: () => Progress): Promise<void>;
  readonly checks: Checks["counts"];
}

export type Progress = Omit<PlanNotice, "role" | "id" | "version">;

/** Batches ahead for each thread of the workers, and at least. */
const [EACH, LEAST] = [4, 16];

/** @throws (rejects) Error naming the address: nobody answers there */
export async function queueEngine(options: QueueEngineOptions): Promise<QueueEngine> {
  const { address, version, id, verify, lock, notify } = options;
  const client = await connect(address, notify);
  const [queue, events] = [client.queue(queueName(version)), client.events(queueName(version))];
  const known = sizes(client.queue(`${queueName(version)}-sizes`));
  const notices = board(client, lock / 3, notify);
  const drawn = checks(verify);
  const workers = crew(notices, version, notify);
  // What is answered from now on is heard.
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), workers.look()]);
  const timer = setInterval(() => void workers.look(), lock / 3).unref();
  const ahead = () => Math.max(LEAST, EACH * workers.threads);
  let judge = options.judge && Promise.resolve(options.judge);

  async function decide(spec: RunSpec): Promise<string> {
    judge ??= localPool({ jobs: 1, plugins: [] });
    for await (const { result, fault } of (await judge).run([spec])) {
      if (result) return resultId({ ...result });
      throw new Error(fault);
    }
    throw new Error("it was not made");
  }

  async function disputed(dispute: Dispute): Promise<void> {
    for (const worker of dispute.odd) {
      workers.banned.add(worker);
      const why = `its bits of a run differ from others': ${JSON.stringify(dispute.spec)}`;
      await notices.announce(() => ({ role: "ban", id: worker, version, why }));
    }
    options.disputed(dispute);
  }

  return {
    checks: drawn.counts,
    run: (specs: readonly RunSpec[], order: Order = {}) =>
      coordinate(specs, order, {
        ...{ version, sizes: known, checks: drawn, ahead, decide, disputed, notify },
        outbox: (answered) => outbox(queue, events, { ahead, answered, notify }),
        workers: () => workers.size,
        banned: workers.banned,
        patience: lock,
      }),
    announce: (progress) => notices.announce(() => ({ role: "plan", id, version, ...progress() })),
    async close() {
      clearInterval(timer);
      await within(FAREWELL, notices.leave());
      await Promise.all([client.close(), judge?.then((engine) => engine.close())]);
    },
  };
}
