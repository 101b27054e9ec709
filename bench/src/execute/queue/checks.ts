import type { RunSpec } from "@downhill/runs/run";

/** A run as a worker made it. */
export interface Sample {
  readonly index: number;
  /** Of the run. */
  readonly id: string;
  readonly worker: string;
  /** Of all that it came to: the weights' hash, losses, targets. */
  readonly hash: string;
  readonly time: number;
}

/** Two workers that came to different bits of the same run, and who is wrong: both, as long as nobody knows which. */
export interface Dispute {
  readonly spec: RunSpec;
  readonly hashes: readonly { readonly worker: string; readonly hash: string }[];
  /** As this machine makes it, or why it could not. */
  readonly hash?: string | undefined;
  readonly fault?: string | undefined;
  /** Those that differ from it. */
  readonly odd: readonly string[];
}

/** A worker's samples that go to another together: so many milliseconds of work, or so many runs. */
const [ENOUGH, MOST] = [1000, 128];

/** Draws what is made twice, and gathers it by who has made it first. */
export interface Checks {
  /** Of those that no second worker could make nobody knows. */
  readonly counts: { agreed: number; differed: number; unchecked: number };
  draw(toSample: () => Sample): void;
  /** Samples of one worker that are enough for a batch; at the end whatever there is. */
  next(atEnd: boolean): readonly Sample[] | undefined;
  /** Takes what has been drawn of a worker away. */
  forget(worker: string): void;
}

/** @param share of the runs. Nobody knows beforehand which: they are drawn when they are there. */
export function checks(share: number, random: () => number = Math.random): Checks {
  const byWorker = new Map<string, Sample[]>();
  return {
    counts: { agreed: 0, differed: 0, unchecked: 0 },
    draw(toSample) {
      if (random() >= share) return;
      const sample = toSample();
      const own = byWorker.get(sample.worker);
      if (own) own.push(sample);
      else byWorker.set(sample.worker, [sample]);
    },
    forget: (worker) => void byWorker.delete(worker),
    next(atEnd) {
      for (const [worker, samples] of byWorker) {
        const isEnough = samples.length >= MOST || samples.reduce((sum, { time }) => sum + time, 0) >= ENOUGH;
        if (!isEnough && !atEnd) continue;
        byWorker.delete(worker);
        return samples;
      }
      return;
    },
  };
}
