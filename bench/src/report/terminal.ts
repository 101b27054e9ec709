import type { Track } from "../plan/plan.ts";
import { type Cell, wrap } from "../table.ts";
import { BASELINE } from "./against.ts";
import { hitsOf, nameOf, overviewGrid, suiteGrid, timesOf } from "./grids.ts";
import { alike, type Grid } from "./layout.ts";
import type { Report } from "./report.ts";
import { isSameProblem, type Placed, type Section, withMostTrials } from "./sections.ts";
import { type Suite, withMostTrialsOfGroup } from "./suites.ts";
import { legend, notes, sectionVerdicts, suiteVerdict } from "./verdicts.ts";
import {
  evaluations,
  headline,
  loss,
  place,
  sectionTitle,
  sign,
  suiteTitle,
  trackNames,
  trialsTitle,
} from "./words.ts";

/** Beyond so many, each problem is a line, and report.md has the tables. */
const MOST_TABLES = 6;

/** The tables and what they say, in lines of at most `columns`, 60 and up. */
export function terminal(report: Report, columns: number): string {
  const { plan } = report;
  const isBrief = withMostTrials(report.sections).length > MOST_TABLES;
  const tracks = plan.tracks.flatMap((track) => {
    const title = plan.tracks.length > 1 ? [`${track}: ${trackNames[track]}`] : [];
    const text = [...title, ...trackText(report, track, isBrief, columns)];
    return text.length > title.length ? text : [];
  });
  const wrapped = (lines: readonly string[]) => lines.map((line) => wrap(line, columns)).join("\n");
  return [wrapped([headline(plan)]), ...tracks, wrapped([...legend(report, isBrief), ...notes(report)])].join("\n\n");
}

function trackText(report: Report, track: Track, isBrief: boolean, columns: number): string[] {
  const sections = report.sections.filter((section) => section.track === track);
  const suites = report.suites.filter((suite) => suite.track === track);
  const main = withMostTrials(sections);
  if (main.length === 0) return [];
  const problems = isBrief
    ? layoutsTogether([overviews(main)], columns)
    : layoutsTogether(
        main.map((section) => sectionLayouts(section, sections)),
        columns,
        FULL,
      ).map((table, i) => block(sectionTitle(main[i]!), table, sectionVerdicts(main[i]!), columns));
  const last = withMostTrialsOfGroup(suites);
  const scores = layoutsTogether(
    last.map((suite) => suiteLayouts(suite, suites)),
    columns,
  );
  return [...problems, ...last.map((suite, i) => block(suiteTitle(suite), scores[i]!, suiteVerdict(suite), columns))];
}

const block = (title: string, table: string, verdicts: readonly string[], columns: number): string =>
  [wrap(title, columns), table, ...verdicts.map((line) => wrap(line, columns))].join("\n");

/** From the layouts of each table to the tables of each layout. */
function layoutsTogether(tables: readonly (readonly Grid[])[], columns: number, full?: number): string[] {
  if (tables.length === 0) return [];
  const layouts = tables[0]!.map((_, layout) => tables.map((each) => each[layout]!));
  return alike(layouts, columns, full);
}

interface Column {
  readonly head: string;
  readonly cell: (row: Placed) => Cell;
}

/** Of a problem's layouts, those that have what fewer trials come to and the tests. */
const FULL = 4;

/** A problem's table: the fullest first, with what fewer trials come to. */
function sectionLayouts(section: Section, all: readonly Section[]): Grid[] {
  const others = all.filter((other) => isSameProblem(section, other) && other.trials < section.trials).reverse();
  const of = ({ rows }: Section, row: Placed) => rows.find(({ optimizer }) => optimizer === row.optimizer);
  const main: Column[] = [
    { head: "optimizer", cell: nameOf },
    { head: "rank", cell: ({ rank }) => place(rank) },
    { head: trialsTitle(section.trials), cell: ({ main }) => timesOf(main) },
    { head: "reached", cell: ({ main }) => hitsOf(main) },
    { head: "final loss", cell: (row) => loss(row.loss.median) },
  ];
  const fewer = (...cells: readonly Column[]): Column[] =>
    others.flatMap((other) =>
      cells.map(({ head, cell }) => ({
        head: head || trialsTitle(other.trials),
        cell: (row) => (of(other, row) ? cell(of(other, row)!) : ""),
      })),
    );
  const reached: Column = { head: "reached", cell: ({ main: { hits, times } }) => `${hits}/${times.length}` };
  const median: Column = { head: "", cell: ({ main }) => evaluations(main.evaluations.median) };
  const interval: Column = { head: "", cell: ({ main }) => timesOf(main) };
  const test: Column[] = section.rows.some(({ against }) => against)
    ? [{ head: `than ${BASELINE}`, cell: ({ against }) => sign(against) }]
    : [];
  return [
    [...main, ...fewer(interval, { ...reached, cell: ({ main }) => hitsOf(main) }), ...test],
    [...main, ...fewer(interval, reached), ...test],
    [...main, ...fewer(median, reached), ...test],
    [...main, ...fewer(median), ...test],
    [...main, ...fewer(median)],
    main,
    main.slice(0, -1),
  ].map((columns) => ({
    head: columns.map(({ head }) => head),
    rows: section.rows.map((row) => columns.map(({ cell }) => cell(row))),
  }));
}

/** Without the baseline where there is no room for it. */
function overviews(sections: readonly Section[]): Grid[] {
  const { head, rows } = overviewGrid(sections);
  return [
    { head, rows },
    { head: head.slice(0, 4), rows: rows.map((row) => row.slice(0, 4)) },
  ];
}

/** A group's table: the fullest first. */
function suiteLayouts(suite: Suite, all: readonly Suite[]): Grid[] {
  const { head, rows } = suiteGrid(suite, all);
  const without = (isLeftOut: (title: string, i: number) => boolean): Grid => ({
    head: head.filter((title, i) => !isLeftOut(title, i)),
    rows: rows.map((row) => row.filter((_, i) => !isLeftOut(head[i]!, i))),
  });
  const isFewer = (title: string, i: number) => i > 2 && title.startsWith("score");
  const isAhead = (title: string) => title.startsWith("beyond");
  return [
    { head, rows },
    without(isFewer),
    without((title, i) => isFewer(title, i) || isAhead(title)),
    without((title, i) => i > 2 || title === "rank"),
  ];
}
