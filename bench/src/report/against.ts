import { holm } from "../statistics/holm.ts";
import { signedRank } from "../statistics/signed-rank.ts";
import type { Row } from "./rows.ts";

/** What all others are held against. It is tuned with as many trials as they are. */
export const BASELINE = "adamw";

/** Below it, a difference is shown. */
const LEVEL = 0.05;

export interface Against {
  /** Pairs of runs from one seed that are not ties. */
  readonly pairs: number;
  /** Of the paired signed-rank test, corrected for all that are tested on this problem. */
  readonly p: number;
  /** Whether it needs fewer evaluations than the baseline, or more, or neither is shown. */
  readonly verdict: "fewer" | "more" | "no difference shown";
}

/**
 * Tests of rows of one problem, at one number of trials, against the baseline's.
 * @param target its index
 * @returns undefined for the baseline, and for all where there is none
 */
export function against(rows: readonly Row[], target: number): (Against | undefined)[] {
  const baseline = rows.find(({ optimizer }) => optimizer === BASELINE);
  if (!baseline) return rows.map(() => undefined);
  const others = rows.filter((row) => row !== baseline);
  const tests = others.map((row) => signedRank(...pairs(row, baseline, target)));
  const ps = holm(tests.map(({ p }) => p));
  const found = new Map(
    others.map((row, i): [Row, Against] => {
      const { pairs, greater } = tests[i]!;
      const less = greater < (pairs * (pairs + 1)) / 4;
      const verdict = ps[i]! < LEVEL ? (less ? "fewer" : "more") : "no difference shown";
      return [row, { pairs, p: ps[i]!, verdict }];
    }),
  );
  return rows.map((row) => found.get(row));
}

/** Evaluations of both from the seeds that both have. */
function pairs(row: Row, other: Row, target: number): [number[], number[]] {
  const times = ({ lines, reached }: Row) =>
    new Map(lines.map(({ spec }, i) => [spec.seed, reached[target]!.times[i]!]));
  const [own, others] = [times(row), times(other)];
  const seeds = [...own.keys()].filter((seed) => others.has(seed));
  return [seeds.map((seed) => own.get(seed)!), seeds.map((seed) => others.get(seed)!)];
}
