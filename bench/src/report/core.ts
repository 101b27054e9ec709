import { overviewGrid, suiteGrid } from "./grids.ts";
import { table } from "./markdown.ts";
import type { Report } from "./report.ts";
import { withMostTrials } from "./sections.ts";
import { type Group, withMostTrialsOfGroup } from "./suites.ts";
import { suiteVerdict } from "./verdicts.ts";
import { headline, suiteTitle } from "./words.ts";

/** Pieces of documents that are made of results, by the name in their markers. Of the plan's first track. */
const pieces: Readonly<Record<string, (report: Report) => string>> = {
  scores: (report) => scores(report, ["learning", "analytic"]),
  learning: (report) => scores(report, ["learning"]),
  problems(report) {
    const sections = report.sections.filter(({ track }) => track === report.plan.tracks[0]);
    return [table(overviewGrid(withMostTrials(sections))), source(report)].join("\n\n");
  },
};

function scores(report: Report, groups: readonly Group[]): string {
  const suites = report.suites.filter(({ track }) => track === report.plan.tracks[0]);
  const shown = withMostTrialsOfGroup(suites).filter(({ group }) => groups.includes(group));
  const texts = shown.flatMap((suite) => [
    `**${suiteTitle(suite)}.** ${suiteVerdict(suite).join(" ")}`,
    table(suiteGrid(suite, suites)),
  ]);
  return [...texts, source(report)].join("\n\n");
}

function source({ plan }: Report): string {
  const { commit } = plan.versions;
  return `${headline(plan)}${commit ? `; commit ${commit}` : ""}.`;
}

const MARKED = /<!-- core:(\w+) -->\n[\s\S]*?<!-- \/core:\1 -->/g;

/**
 * A document in which what stands between `<!-- core:name -->` and `<!-- /core:name -->` is made of the results.
 * @throws RangeError for a name that there is no piece of, and for a marker without its end
 */
export function filled(text: string, report: Report): string {
  const result = text.replaceAll(MARKED, (_, name: string) => {
    const piece = pieces[name];
    if (!piece) throw new RangeError(`there is no piece core:${name} (there are ${Object.keys(pieces).join(", ")})`);
    return `<!-- core:${name} -->\n\n${piece(report)}\n\n<!-- /core:${name} -->`;
  });
  const begun = text.match(/<!-- core:/g)?.length ?? 0;
  const whole = text.match(MARKED)?.length ?? 0;
  if (begun !== whole) throw new RangeError("a marker <!-- core:… --> has no end <!-- /core:… -->");
  return result;
}
