import type { Track } from "../plan/plan.ts";
import type { Cell } from "../table.ts";
import { BASELINE } from "./against.ts";
import { fullGrid, suiteGrid } from "./grids.ts";
import type { Grid } from "./layout.ts";
import type { Report } from "./report.ts";
import { withMostTrials } from "./sections.ts";
import { withMostTrialsOfGroup } from "./suites.ts";
import { legend, notes, sectionVerdicts, suiteVerdict } from "./verdicts.ts";
import { headline, sectionTitle, suiteTitle, trackNames } from "./words.ts";

/** `report.md`: every table, and what they say. */
export function markdown(report: Report): string {
  const { plan } = report;
  const versions = Object.entries(plan.versions).map(([name, version]) => `${name} ${version}`);
  return `${[
    "# Which optimizer, on what, by how much",
    `${headline(plan)}.`,
    [...legend(report, false), ...notes(report)].map((line) => `- ${line}`).join("\n"),
    ...plan.tracks.flatMap((track) => trackText(report, track)),
    `Seed ${plan.seed}; ${versions.join(", ")}.`,
  ].join("\n\n")}\n`;
}

function trackText(report: Report, track: Track): string[] {
  const suites = report.suites.filter((suite) => suite.track === track);
  const sections = report.sections.filter((section) => section.track === track);
  if (sections.length === 0) return [];
  return [
    `## ${track}: ${trackNames[track]}`,
    ...withMostTrialsOfGroup(suites).flatMap((suite) => [
      `### ${suiteTitle(suite)}`,
      suiteVerdict(suite).join(" "),
      table(suiteGrid(suite, suites)),
    ]),
    ...withMostTrials(sections).flatMap((section) => [
      `### ${sectionTitle(section)}`,
      sectionVerdicts(section).join(" "),
      table(fullGrid(section, sections)),
    ]),
  ];
}

/** Of Markdown. */
export function table({ head, rows }: Grid): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = head.map((_, i) => (i === 0 ? "---" : "--:"));
  return [line(head), line(rule), ...rows.map((row) => line(row.map(text)))].join("\n");
}

const text = (cell: Cell): string =>
  typeof cell === "string" ? (cell === BASELINE ? `**${cell}**` : cell) : `${cell[0]} (${cell[1]})`;
