/** Where a run can go on from: evenly spread over what it has done, and never more than so many. */

const MOST = 128;

interface Place {
  readonly steps: number;
  readonly evaluations: number;
}

export interface Checkpoints<T extends Place> {
  /** Whether the run is to be saved at that step. */
  due(step: number): boolean;
  add(checkpoint: T): void;
  /** The last one that had spent no more than that. */
  before(evaluations: number): T | undefined;
}

/** @param gap steps from one to the next, at first: what a step costs should not be less than saving costs */
export function checkpoints<T extends Place>(gap: number): Checkpoints<T> {
  let kept: T[] = [];
  let apart = gap;
  return {
    due: (step) => step % apart === 0 && step > (kept.at(-1)?.steps ?? -1),
    add(checkpoint) {
      kept.push(checkpoint);
      if (kept.length <= MOST) return;
      apart *= 2;
      kept = kept.filter(({ steps }) => steps % apart === 0);
    },
    before: (evaluations) => kept.findLast((each) => each.evaluations <= evaluations),
  };
}
