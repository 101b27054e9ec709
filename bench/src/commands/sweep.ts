import { announced } from "../announced.ts";
import type { Watch } from "../compare.ts";
import type { Engine } from "../execute/engine.ts";
import { redacted } from "../execute/queue/secrets.ts";
import type { Store } from "../store/folder.ts";
import type { watchOn } from "../watch.ts";
import type { BenchFlags } from "./flags.ts";
import { addressOf, LOCK, loadQueue, ownName, ownVersion } from "./queue.ts";

/** Of the runs, which two workers make. */
const VERIFY = 0.01;

/**
 * A queue in place of this machine's threads.
 * @throws (rejects) Error for what a queue cannot do, and where nobody answers
 */
export async function sweep(
  store: Store,
  watch: ReturnType<typeof watchOn>,
  { queue, jobs, verify = VERIFY, lock = LOCK }: Pick<BenchFlags, "jobs" | "verify" | "lock"> & { queue: string },
): Promise<{ engine: Engine; watched: Watch }> {
  const address = addressOf("--queue", queue);
  if (store.plan.plugins.length > 0) {
    throw new Error("--queue: runs of modules outside the catalog cannot be sent, for no code is");
  }
  if (jobs !== undefined) throw new Error("--jobs: with --queue, each worker has its own");
  const { queueEngine } = await loadQueue(() => import("../execute/queue/queue-engine.ts"));
  const say = (message: string) => watch.say(redacted(message));
  const engine = await queueEngine({
    ...{ address, version: ownVersion(), id: ownName(), verify, lock: lock * 1000, notify: say },
    disputed(dispute) {
      const found = dispute.hashes.map(({ worker, hash }) => `${worker} came to ${hash.slice(0, 12)}`).join(", ");
      const odd = dispute.odd.length > 0 ? dispute.odd.join(" and ") : "neither";
      say(`of ${JSON.stringify(dispute.spec)} ${found}: ${odd} is wrong, and what it has made is made again`);
      store.takeBack(dispute);
    },
  });
  const watched = announced(watch);
  await engine.announce(() => ({ title: store.plan.suite, ...watched.progress() }));
  return { engine, watched };
}
