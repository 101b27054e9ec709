import { overviewGrid, suiteGrid } from "./grids.ts";
import { table } from "./markdown.ts";
import { filledWith } from "./marked.ts";
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

/** A document in which what stands between `<!-- core:name -->` and `<!-- /core:name -->` is made of the results. @throws as `filledWith` */
export function filled(text: string, report: Report): string {
  const made = Object.entries(pieces).map(([name, piece]) => [name, () => piece(report)] as const);
  return filledWith(text, "core", Object.fromEntries(made));
}
