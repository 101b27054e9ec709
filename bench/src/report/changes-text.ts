import { count } from "../count.ts";
import { type Cell, wrap } from "../table.ts";
import type { Change, Changes } from "./changes.ts";
import { alike, type Grid } from "./layout.ts";
import { between, evaluations, probability, trialsTitle } from "./words.ts";

/** What has changed, in lines of at most `columns`: what is more than noise in a table, the rest counted. */
export function changesText({ changes, left }: Changes, columns: number): string {
  const shown = changes.filter(({ verdict }) => verdict === "fewer" || verdict === "more");
  const of = (verdict: Change["verdict"]) => changes.filter((change) => change.verdict === verdict).length;
  const summary = [
    `${count(changes.length, "comparison")}: ${of("fewer")} with fewer evaluations than before, ${of("more")} with more, ${of("noise")} not shown to differ, ${of("same")} the same to the last bit.`,
    ...(shown.length > 0
      ? [
          "More than noise: intervals that lie apart, or pairs of seeds that differ one way (signed-rank tests, of which a twentieth may be false).",
        ]
      : []),
    ...left.map((reason) => `Not compared: ${reason}.`),
  ].map((line) => wrap(line, columns));
  return [
    ...(shown.length > 0 ? alike([[grid(shown)], [grid(shown, false)], [grid(shown, false, false)]], columns) : []),
    ...summary,
  ].join("\n");
}

function grid(shown: readonly Change[], withTest = true, withHits = true): Grid {
  const rows = shown.map(({ problem, optimizer, trials, before, after, verdict, p }): Cell[] => [
    `${optimizer} on ${problem}`,
    ...[trialsTitle(trials), sideCell(before, withHits), sideCell(after, withHits), verdict],
    ...(withTest ? [p === undefined ? "" : probability(p)] : []),
  ]);
  return { head: ["optimizer", "trials", "before", "after", "needs", ...(withTest ? ["p"] : [])], rows };
}

function sideCell({ evaluations: middle, hits, runs }: Change["before"], withHits: boolean): Cell {
  if (hits === 0) return "never";
  return [evaluations(middle.median), withHits ? `${between(middle)}, ${hits}/${runs}` : between(middle)];
}
