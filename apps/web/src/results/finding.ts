/** One sentence from the scores, which says no more than they do. */

import { score as scoreText } from "@downhill/bench/report/words";
import type { SuiteSaid } from "./comparison.ts";

export const groups = { learning: "what learns", analytic: "functions" } as const;

/** Who has the highest score, and from how many no difference is shown: as plainly as a win. */
export function findingOf({ group, scores, verdict }: SuiteSaid): string {
  const where = `On ${groups[group]}`;
  const [first, ...others] = scores;
  if (scores.every(({ score }) => score.high === 0)) return `${where}: ${verdict[0]}`;
  const peers = others.filter(({ rank }) => rank[0] === 1).length;
  const all = peers === others.length ? "any of the others" : `${peers} of the ${others.length} others`;
  const said = peers === 0 ? "and all others are shown to be lower" : `but no difference is shown from ${all}`;
  if (others.length === 0) return `${where}, ${first!.optimizer} has a score of ${scoreText(first!.score.value)}.`;
  return `${where}, ${first!.optimizer} has the highest score, ${scoreText(first!.score.value)}, ${said}.`;
}
