import type { Address } from "./address.ts";
import { board, type PlanNotice, type WorkerNotice } from "./board.ts";
import { connect, type Notify } from "./client.ts";
import { queueName, shownVersion, type Version } from "./identity.ts";

/** What is at a queue, by version: plans and workers of one know nothing of another's. */
export interface Status {
  readonly queue: string;
  readonly versions: readonly VersionStatus[];
}

export interface VersionStatus {
  readonly version: Version;
  /** Batches: on the queue, at work, failed. */
  readonly batches: { readonly waiting: number; readonly active: number; readonly failed: number };
  readonly plans: readonly PlanNotice[];
  readonly workers: readonly WorkerNotice[];
  readonly banned: readonly string[];
}

/** @throws (rejects) Error naming the address: nobody answers there */
export async function lookAt(address: Address, beat: number, notify: Notify): Promise<Status> {
  const client = await connect(address, notify);
  try {
    const notices = await board(client, beat, notify).look();
    const versions = new Map(notices.map(({ version }) => [shownVersion(version), version]));
    const found = [...versions].map(async ([shown, version]): Promise<VersionStatus> => {
      const own = notices.filter((notice) => shownVersion(notice.version) === shown);
      const counts = await client.queue(queueName(version)).getJobCounts("wait", "delayed", "active", "failed");
      const { wait = 0, delayed = 0, active = 0, failed = 0 } = counts;
      return {
        version,
        batches: { waiting: wait + delayed, active, failed },
        plans: own.filter((notice) => notice.role === "plan"),
        workers: own.filter((notice) => notice.role === "worker"),
        banned: own.flatMap((notice) => (notice.role === "ban" ? [notice.id] : [])),
      };
    });
    return { queue: address.shown, versions: await Promise.all(found) };
  } finally {
    await client.close();
  }
}
