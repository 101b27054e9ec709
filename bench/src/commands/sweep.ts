import { announced } from "../announced.ts";
import type { Dispute } from "../execute/queue/checks.ts";
import { redacted } from "../execute/queue/secrets.ts";
import type { Begin } from "./begin.ts";
import type { BenchFlags } from "./flags.ts";
import { addressOf, LOCK, loadQueue, ownName, ownVersion } from "./queue.ts";

/** Of the runs, which two workers make. */
const VERIFY = 0.01;

/**
 * A queue that workers on other machines take their runs from.
 * @throws Error naming the flag that is wrong; (rejects) where nobody answers, and for a plan that cannot be sent
 */
export function sweepAt({ queue, jobs, verify = VERIFY, lock = LOCK }: BenchFlags & { queue: string }): Begin {
  const address = addressOf("--queue", queue);
  if (jobs !== undefined) throw new Error("--jobs: with --queue, each worker has its own");
  return async (store, watch) => {
    if (store.plan.plugins.length > 0) {
      throw new Error("--queue: runs of modules outside the catalog cannot be sent, for no code is");
    }
    const { queueEngine } = await loadQueue(() => import("../execute/queue/queue-engine.ts"));
    const say = (message: string) => watch.say(redacted(message));
    const engine = await queueEngine({
      ...{ address, version: ownVersion(), id: ownName(), verify, lock: lock * 1000, notify: say },
      disputed(dispute) {
        const found = dispute.hashes.map(({ worker, hash }) => `${worker} came to ${hash.slice(0, 12)}`).join(", ");
        say(`of ${JSON.stringify(dispute.spec)} ${found}: ${judged(dispute)} made is made again`);
        store.takeBack(dispute);
      },
    });
    const watched = announced(watch);
    await engine.announce(() => ({ title: store.plan.suite, ...watched.progress() }));
    return { engine, watched };
  };
}

function judged({ odd, fault }: Dispute): string {
  if (fault !== undefined) return `nobody knows which is wrong (${fault.split("\n")[0]}), and what either has`;
  return odd.length > 1 ? "both are wrong, and what they have" : `${odd[0]} is wrong, and what it has`;
}
