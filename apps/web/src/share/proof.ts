/** Whether a race that was opened from a link is the one that was shared. */

import type { Curve } from "../race/curve.ts";
import { grouped } from "../race/numbers.ts";
import type { Seen } from "./link.ts";

const CHECKS = 16;

/** What is to be seen again of a lane: evenly spread over what there is of its curve up to there. */
export function seenOf({ evaluations, loss, indexAt }: Curve, at: number, hash: string): Seen {
  const last = indexAt(at);
  const indices = Array.from({ length: Math.min(CHECKS, last + 1) }, (_, i) =>
    Math.round((last * (i + 1)) / Math.min(CHECKS, last + 1)),
  );
  const losses = [...new Set(indices)].map((i) => [evaluations[i]!, loss[i]!] as const);
  return { losses: losses.filter(([, value]) => Number.isFinite(value)), hash };
}

export interface Replayed {
  readonly name: string;
  readonly curve: Curve;
  readonly hash: string;
  readonly seen: Seen;
}

/** "reproduced exactly", or the first lane's first step that differs. */
export function proofOf(lanes: readonly Replayed[]): string {
  for (const { name, curve, hash, seen } of lanes) {
    let same = 0;
    for (const [evaluations, loss] of seen.losses) {
      const index = curve.indexAt(evaluations);
      if (curve.evaluations[index] !== evaluations || curve.loss[index] !== loss) {
        return `not reproduced: ${name} differs by step ${grouped(evaluations)}, after the same loss at step ${grouped(same)}. Its numbers may have come from another version of this page`;
      }
      same = evaluations;
    }
    if (hash !== seen.hash) return `not reproduced: the weights of ${name} differ, though its losses are the same`;
  }
  return "reproduced exactly";
}
