/** Hashes of the weights, at places that the race has to go to first: one after the other. */

import type { LaneId } from "../lanes/protocol.ts";

export type Hashes = Readonly<Record<LaneId, string>>;

export interface HashQueue {
  ask(at: number): Promise<Hashes>;
  /** Looks whether the race is where the first one waits for it to be. */
  look(): void;
  /** Takes what that one has asked for. */
  take(hashes: Hashes): void;
}

/**
 * @param isAt whether the race is there
 * @param seek goes there
 * @param request asks the worker for the hashes there
 */
export function hashQueue(
  isAt: (at: number) => boolean,
  seek: (at: number) => void,
  request: (at: number) => void,
): HashQueue {
  const waiting: { readonly at: number; readonly tell: (hashes: Hashes) => void }[] = [];
  const look = () => {
    const [first] = waiting;
    if (first && isAt(first.at)) request(first.at);
  };
  return {
    look,
    ask: (at) =>
      new Promise((tell) => {
        waiting.push({ at, tell });
        if (waiting.length > 1) return;
        seek(at);
        look();
      }),
    take(hashes) {
      waiting.shift()?.tell(hashes);
      if (waiting[0]) seek(waiting[0].at);
    },
  };
}
