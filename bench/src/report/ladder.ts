import { ladderOfTargets, reachedAt } from "../statistics/ecdf.ts";
import { median } from "../statistics/median.ts";
import type { Row } from "./rows.ts";

export const RUNGS = 50;

/**
 * When each run of a problem reaches each rung of a ladder, from the loss at the start to the hardest target's, as rows have
 * their runs; nothing where runs were stored without their curves.
 */
export function ladderTimes(rows: readonly Row[]): number[][][] | undefined {
  const curves = rows.map(({ lines }) => lines.flatMap(({ result }) => (result.curve ? [result.curve] : [])));
  if (rows.some(({ lines }, i) => curves[i]!.length < lines.length)) return;
  const start = median(Float64Array.from(curves.flat(), ({ loss }) => loss[0]!).sort());
  const targets = ladderOfTargets(start, rows[0]!.problem.targets.at(-1)!.loss, RUNGS);
  return curves.map((own) => own.map((curve) => reachedAt(curve, targets)));
}
