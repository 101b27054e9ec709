import type { Board } from "./board.ts";
import type { Notify } from "./client.ts";
import { sameVersion, shownVersion, type Version } from "./identity.ts";
import { redactedError } from "./secrets.ts";

/** The workers that a coordinator has, as the board says. */
export interface Crew {
  /** Of its version, and not banned. */
  readonly size: number;
  readonly threads: number;
  readonly banned: Set<string>;
  look(): Promise<void>;
}

export function crew(board: Board, version: Version, notify: Notify): Crew {
  const banned = new Set<string>();
  const told = new Set<string>();
  let [size, threads] = [0, 0];

  function tell(id: string, message: string): void {
    if (told.has(id)) return;
    told.add(id);
    notify(message);
  }

  return {
    banned,
    get size() {
      return size;
    },
    get threads() {
      return threads;
    },
    async look() {
      try {
        const notices = await board.look();
        for (const notice of notices) if (notice.role === "ban") banned.add(notice.id);
        const workers = notices.filter((notice) => notice.role === "worker");
        for (const { id, version: other } of workers) {
          if (sameVersion(version, other)) continue;
          tell(
            id,
            `worker ${id} is of ${shownVersion(other)}, and this is ${shownVersion(version)}: it takes no runs of this plan`,
          );
        }
        const own = workers.filter((worker) => sameVersion(version, worker.version) && !banned.has(worker.id));
        [size, threads] = [own.length, own.reduce((sum, worker) => sum + worker.threads, 0)];
        if (size === 0) tell("", "no worker is there; start one, on any machine, with: pnpm bench worker URL");
        else told.delete("");
      } catch (error) {
        tell("error", `the workers are unknown: ${redactedError(error).message}`);
      }
    },
  };
}
