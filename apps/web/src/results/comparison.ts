/** A bench's report as the matrix shows it: what the page needs, without the runs. */

import type { Figure } from "@downhill/bench/figures/chart";
import { profileFigure } from "@downhill/bench/figures/profile";
import type { Track } from "@downhill/bench/plan";
import type { Against } from "@downhill/bench/report/against";
import type { Rank } from "@downhill/bench/report/ranks";
import type { Report } from "@downhill/bench/report/report";
import { nearness, timeScale } from "@downhill/bench/report/scales";
import type { Placed, Section } from "@downhill/bench/report/sections";
import type { Entry, Group, Suite } from "@downhill/bench/report/suites";
import { legend, notes, suiteVerdict } from "@downhill/bench/report/verdicts";

/** Which of the results are looked at. */
export interface Choice {
  readonly track: Track;
  /** Of so many trials the best is shown; 1 is the published defaults. */
  readonly trials: number;
  readonly target: string;
}

export interface Cell {
  readonly optimizer: string;
  /** Gradient evaluations, infinite where the target is missed. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly hits: number;
  readonly runs: number;
  readonly diverged: number;
  readonly rank: Rank;
  /** Null of the baseline itself, and where there is none. */
  readonly against: Against | null;
  /** 1 is the best of the problem. */
  readonly nearness: number;
  /** On the problem's axis, 0 to 1; beyond 1 where it is infinite. */
  readonly places: { readonly low: number; readonly median: number; readonly high: number };
  readonly hyper: Readonly<Record<string, number | boolean>>;
  readonly edges: readonly string[];
}

export interface Column {
  readonly problem: string;
  readonly group: Group;
  readonly target: { readonly name: string; readonly loss: number };
  readonly budget: number;
  /** From whoever needs fewest on. */
  readonly cells: readonly Cell[];
}

export interface SuiteSaid {
  readonly group: Group;
  readonly problems: readonly string[];
  readonly verdict: readonly string[];
  readonly scores: readonly Pick<Entry, "optimizer" | "score" | "rank">[];
  readonly profile: Figure;
}

export interface Comparison {
  readonly choice: Choice;
  /** What learns, then functions; in the plan's order. */
  readonly columns: readonly Column[];
  readonly suites: readonly SuiteSaid[];
  /** The best of the first suite first. */
  readonly optimizers: readonly string[];
  /** Problems that have no such target. */
  readonly without: readonly string[];
  /** How to read it, and what is to be known before any of it is believed. */
  readonly reading: readonly string[];
}

export function comparisonOf(report: Report, choice: Choice, without: readonly string[]): Comparison {
  const isChosen = ({ track, trials }: { readonly track: string; readonly trials: number }) =>
    track === choice.track && trials === choice.trials;
  const columns = report.sections.filter(isChosen).map(columnOf);
  const suites = report.suites.filter(isChosen).map(suiteSaid);
  const of = (group: Group) => columns.filter((column) => column.group === group);
  return {
    ...{ choice, suites, without },
    columns: [...of("learning"), ...of("analytic")],
    optimizers: suites[0]?.scores.map(({ optimizer }) => optimizer) ?? report.plan.optimizers,
    reading: [...legend(report, false), ...notes(report)],
  };
}

function columnOf(section: Section): Column {
  const { problem, target, budget, rows } = section;
  const { place } = timeScale(section);
  const best = rows[0]!.main.evaluations.median;
  const { name, group } = problem;
  return { problem: name, group, target, budget, cells: rows.map((row) => cellOf(row, best, place)) };
}

function cellOf(row: Placed, best: number, place: (x: number) => number): Cell {
  const { optimizer, main, rank, against, diverged, hyper, edges } = row;
  const { median, low, high } = main.evaluations;
  return {
    ...{ optimizer, median, low, high, rank, diverged, hyper, edges },
    ...{ hits: main.hits, runs: main.times.length, against: against ?? null },
    nearness: nearness(median, best),
    places: { low: place(low), median: place(median), high: place(high) },
  };
}

function suiteSaid(suite: Suite): SuiteSaid {
  const { group, problems, entries } = suite;
  const scores = entries.map(({ optimizer, score, rank }) => ({ optimizer, score, rank }));
  return { group, problems, verdict: suiteVerdict(suite), scores, profile: profileFigure(suite, `profile-${group}`) };
}
