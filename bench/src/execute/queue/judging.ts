import type { RunSpec } from "@downhill/runs/run";
import type { Checks, Dispute, Sample } from "./checks.ts";
import { resultId } from "./identity.ts";
import type { Reply } from "./message.ts";

/** What it takes to say which of two workers is wrong. */
export interface Court {
  readonly checks: Checks;
  /** Makes a run here, for the hash of what it comes to. */
  decide(spec: RunSpec): Promise<string>;
  /** Workers whose answers count for nothing. */
  readonly banned: ReadonlySet<string>;
  /** Told of two workers that came to different bits: it bans the odd ones, and has their runs taken back. */
  disputed(dispute: Dispute): Promise<void>;
}

/** Compares what two workers have made of the same runs. */
export interface Judging {
  /** @param reply of the second worker, if there is any */
  compare(samples: readonly Sample[], reply: Reply | undefined): void;
  readonly isPending: boolean;
  /** @throws what kept wrong runs from being taken back: then nothing is to be added to them */
  check(): void;
  /** @throws (rejects) as `check`, when all is decided */
  settled(): Promise<void>;
}

/** @param decided is told each time */
export function judging(
  specs: readonly RunSpec[],
  { checks, decide, banned, disputed }: Court,
  decided: () => void,
): Judging {
  let pending = 0;
  let last = Promise.resolve();
  let broken: { readonly error: unknown } | undefined;

  async function judge(first: Sample, second: Pick<Sample, "worker" | "hash">): Promise<void> {
    try {
      if (broken || banned.has(first.worker) || banned.has(second.worker)) return;
      checks.counts.differed++;
      const spec = specs[first.index]!;
      const third = await thirdOpinion(spec);
      const hashes = [first, second].map(({ worker, hash }) => ({ worker, hash }));
      // Where there is none, neither counts.
      const odd = hashes.filter((each) => each.hash !== third.hash).map(({ worker }) => worker);
      for (const worker of odd) checks.forget(worker);
      await disputed({ spec, hashes, ...third, odd });
    } catch (error) {
      broken = { error };
    } finally {
      pending--;
      decided();
    }
  }

  async function thirdOpinion(spec: RunSpec): Promise<Pick<Dispute, "hash" | "fault">> {
    try {
      return { hash: await decide(spec) };
    } catch (error) {
      return { fault: (error as Error).message };
    }
  }

  function check(): void {
    if (broken) throw broken.error;
  }

  return {
    compare(samples, reply) {
      const made = new Map(reply?.runs.map(({ id, result }) => [id, result && resultId(result)]));
      for (const sample of samples) {
        const hash = made.get(sample.id);
        if (!reply || hash === undefined || reply.worker === sample.worker) checks.counts.unchecked++;
        else if (hash === sample.hash) checks.counts.agreed++;
        else {
          pending++;
          // One after the other: who is found wrong differs from nobody any more.
          last = last.then(() => judge(sample, { worker: reply.worker, hash }));
        }
      }
    },
    get isPending() {
      return pending > 0;
    },
    check,
    async settled() {
      await last;
      check();
    },
  };
}
