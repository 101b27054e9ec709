/** Where a run can go on from: evenly spread over what it has done, and never more than so many. */

import type { Checkpoint } from "@downhill/runs/run";

const MOST = 128;

export interface Checkpoints {
  /** Whether the run is to be saved at that step. */
  due(step: number): boolean;
  add(checkpoint: Checkpoint): void;
  /** The last one that had spent no more than that. */
  before(evaluations: number): Checkpoint | undefined;
}

/** @param gap steps from one to the next, at first: what a step costs should not be less than saving costs */
export function checkpoints(gap: number): Checkpoints {
  let kept: Checkpoint[] = [];
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
