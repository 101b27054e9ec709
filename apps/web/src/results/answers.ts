/** The worker's part of the Bench tab: it has the results that are looked at, and their reports. */

import { sensitivityFigure } from "@downhill/bench/figures/sensitivity";
import { type Aim, mainTarget, type Plan } from "@downhill/bench/plan";
import { type Report, report } from "@downhill/bench/report/report";
import type { Section } from "@downhill/bench/report/sections";
import type { Results } from "@downhill/bench/store/parse";
import { loadCatalog } from "../lanes/names.ts";
import type { ResultsQuestion } from "../rooms/questions.ts";
import { type Choice, comparisonOf } from "./comparison.ts";
import { coreResults, readResults } from "./files.ts";
import { type Known, known } from "./known.ts";
import type { Opened, ResultsAnswers } from "./questions.ts";
import { rerun } from "./rerun.ts";

/** What is looked at, and its report at each target that was asked for. */
interface Held extends Results {
  readonly reports: Map<string, Report>;
}

let held: Held | undefined;

export async function answerTo(question: ResultsQuestion): Promise<ResultsAnswers[keyof ResultsAnswers]> {
  if (question.of === "open") return open(question.files);
  if (question.of === "rerun") return rerun(question);
  if (question.of === "known") return knownOf(question.optimizers);
  const { choice } = question;
  const found = reportAt(choice.target);
  if (question.of === "comparison") return comparisonOf(found, choice, lacking(held!.plan, choice.target));
  const section = sectionOf(found, choice, question.problem);
  if (question.of === "rates") return sensitivityFigure(held!.plan, held!.lines, section, "rates") ?? null;
  return section.rows.find(({ optimizer }) => optimizer === question.optimizer)?.lines ?? [];
}

/** What cannot be read leaves what was there. */
async function open(files: readonly File[] | null): Promise<Opened> {
  const results = files ? await readResults(files, held?.plan) : await coreResults();
  const next: Held = { ...results, reports: new Map() };
  const { plan, lines } = results;
  const targets = [...new Set(plan.problems.flatMap((problem) => problem.targets.map(({ name }) => name)))];
  const tunedFor = tunedTarget(plan);
  const { sections } = reportOf(next, tunedFor);
  if (sections.length === 0) throw new Error("none of these runs is a test run: there is nothing to compare yet");
  held = next;
  const { versions, optimizers } = plan;
  return {
    ...{ runs: lines.length, optimizers, problems: plan.problems.map(({ name }) => name), targets, tunedFor },
    testSeeds: plan.testSeeds.length,
    tracks: plan.tracks.flatMap((track) => {
      const own = sections.filter((section) => section.track === track);
      const trials = [...new Set(own.map((section) => section.trials))].sort((a, b) => a - b);
      return trials.length > 0 ? [{ track, trials }] : [];
    }),
    madeBy: `Downhill ${versions.downhill ?? "of an unknown version"}${versions.sources ? `, sources ${versions.sources}` : ""}`,
  };
}

/** That of most problems: theirs may have different numbers of targets. */
function tunedTarget({ problems }: Plan): string {
  const names = problems.map(({ targets }) => targets[mainTarget(targets)]!.name);
  const often = (name: string) => names.filter((each) => each === name).length;
  return names.toSorted((a, b) => often(b) - often(a))[0]!;
}

function reportAt(target: string): Report {
  if (!held) throw new Error("no results are open");
  return reportOf(held, target);
}

function reportOf({ plan, lines, disputes, reports }: Held, target: string): Report {
  const before = reports.get(target);
  if (before) return before;
  const problems = plan.problems.filter(({ targets }) => targets.some(({ name }) => name === target));
  const aim: Aim = (targets) => targets.findIndex(({ name }) => name === target);
  const found = { ...report({ ...plan, problems }, lines, undefined, aim), disputes };
  reports.set(target, found);
  return found;
}

const lacking = ({ problems }: Plan, target: string): string[] =>
  problems.filter(({ targets }) => targets.every(({ name }) => name !== target)).map(({ name }) => name);

function sectionOf({ sections }: Report, { track, trials }: Choice, problem: string): Section {
  const found = sections.find(
    (each) => each.track === track && each.trials === trials && each.problem.name === problem,
  );
  if (!found) throw new Error(`there are no runs on ${problem} with ${trials} trials`);
  return found;
}

async function knownOf(optimizers: readonly string[]): Promise<Readonly<Record<string, Known>>> {
  const { parse } = await loadCatalog();
  return Object.fromEntries(optimizers.map((name) => [name, known(parse, name)]));
}
