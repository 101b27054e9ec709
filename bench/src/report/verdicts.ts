import { count } from "../count.ts";
import { BASELINE } from "./against.ts";
import type { Rank } from "./ranks.ts";
import type { Report } from "./report.ts";
import type { Section } from "./sections.ts";
import type { Suite } from "./suites.ts";
import { evaluations, list, loss, score, trialsTitle } from "./words.ts";

const namesOf = <T extends { readonly optimizer: string }>(rows: readonly T[], has: (row: T) => unknown): string[] =>
  rows.filter(has).map(({ optimizer }) => optimizer);

/** Who needs the fewest evaluations, who is shown to differ from the baseline, and what to beware of. */
export function sectionVerdicts({ rows, target }: Section): string[] {
  const [first] = rows;
  const never = namesOf(rows, ({ main }) => main.hits === 0);
  if (never.length === rows.length) {
    // Then the least final loss comes first.
    const least = `the least final loss is that of ${first!.optimizer} (${loss(first!.loss.median)})`;
    return [`Nobody met "${target.name}" from any seed; ${least}.`, ...edges(rows)];
  }
  const best = Number.isFinite(first!.main.evaluations.median)
    ? `${first!.optimizer} needs the fewest (${evaluations(first!.main.evaluations.median)})`
    : `Nobody meets "${target.name}" from more than half of the seeds`;
  return [
    `${best}${peers(rows)}.`,
    ...comparison(
      rows.some(({ against }) => against),
      ["Fewer", namesOf(rows, ({ against }) => against?.verdict === "fewer")],
      ["more", namesOf(rows, ({ against }) => against?.verdict === "more")],
    ),
    ...(never.length > 0 ? [`From no seed: ${list(never)}.`] : []),
    ...edges(rows),
  ];
}

/** Who cannot be told from the first one. */
function peers(rows: readonly { readonly optimizer: string; readonly rank: Rank }[]): string {
  const [, ...others] = namesOf(rows, ({ rank }) => rank[0] === 1);
  if (others.length === 0) return "";
  return `; no difference shown ${others.length === rows.length - 1 ? "between any of them" : `from ${list(others)}`}`;
}

type Named = readonly [word: string, names: readonly string[]];

function comparison(isTested: boolean, [above, more]: Named, [below, less]: Named): string[] {
  if (!isTested) return [];
  if (more.length + less.length === 0) return [`No difference from ${BASELINE} shown for anybody.`];
  return [`${above} than ${BASELINE}: ${list(more) || "nobody"}; ${below}: ${list(less) || "nobody"}.`];
}

/** Where the best of the trials is at an end of its range, a better one may lie beyond. */
function edges(rows: Section["rows"]): string[] {
  const names = [...new Set(rows.flatMap((row) => row.edges))];
  return names.map(
    (name) => `At an end of its range: ${name} of ${list(namesOf(rows, (row) => row.edges.includes(name)))}.`,
  );
}

/** With fewer problems, a band over problems says next to nothing of others. */
const FEW = 6;

/** Of a group of problems. */
export function suiteVerdict({ entries, problems }: Suite): string[] {
  const [first] = entries;
  const nothing = namesOf(entries, ({ score }) => score.high === 0);
  if (nothing.length === entries.length) {
    const { ladder } = first!;
    const furthest = ladder
      ? [`${first!.optimizer} is furthest down the ladder of losses (${score(ladder.value)}).`]
      : [];
    return ["All scores are 0: nobody met a target from more than half of its seeds.", ...furthest];
  }
  const few =
    problems.length < FEW ? [`${count(problems.length, "problem")}: too few to tell how optimizers do on others.`] : [];
  return [
    `${first!.optimizer} has the highest score (${score(first!.score.value)})${peers(entries)}.`,
    ...comparison(
      few.length === 0 && entries.some(({ ahead }) => ahead),
      ["Higher", namesOf(entries, ({ ahead }) => ahead && ahead.low > 0)],
      ["lower", namesOf(entries, ({ ahead }) => ahead && ahead.high < 0)],
    ),
    ...few,
    ...(nothing.length > 0 ? [`Score 0: ${list(nothing)}.`] : []),
  ];
}

const TOYS =
  "Analytic problems are toy surfaces: they rank matrix methods (Muon, SOAP, Shampoo …) wrongly, for what is trained there is no matrix.";

/** What the figures are. */
export function legend({ plan, suites }: Report, isBrief: boolean): string[] {
  const runs = count(plan.testSeeds.length, "run");
  const asGood = isBrief ? ' "as good": how many others no difference is shown from; report.md has the tables.' : "";
  return [
    `Figures are gradient evaluations to the target, medians of ${runs} with their 95 % interval; a miss is infinite. Ranks are the places that the intervals allow: of the evaluations, or of the shares that met the target.${asGood}`,
    ...(suites.length > 0
      ? [
          "A score is the area under the performance profile, up to four times the evaluations of the best. A ladder is that under the share of 50 losses, from the start's to the hardest target's, that are reached in time. Their bands are of other problems and seeds.",
        ]
      : []),
    ...(plan.optimizers.includes(BASELINE)
      ? [
          `${BASELINE} is the baseline, tuned with as many trials as the others. Differences from it are paired signed-rank tests, corrected for their number.`,
        ]
      : [`Without ${BASELINE} among them there is no test against a baseline.`]),
  ];
}

/** What is to be known before any of it is believed. */
export function notes({ plan, runs, missing, published, suites, disputes = [] }: Report): string[] {
  const unfinished = [...new Set(suites.flatMap((suite) => suite.unfinished))];
  const all = count(runs.tuning + runs.test, "run");
  return [
    ...(plan.unverified ? [`Unverified, compared with no other implementation: ${plan.unverified.join(", ")}.`] : []),
    ...(missing > 0 ? [`Not finished: ${count(missing, "test run")} of the table missing.`] : []),
    ...(unfinished.length > 0 ? [`Scores leave out ${list(unfinished)}, for want of runs.`] : []),
    ...disputes.map(({ spec, hashes, odd, fault }) => {
      const run = `${spec.optimizer} on ${spec.problem.name}, seed ${spec.seed}`;
      const workers = list(hashes.map(({ worker }) => worker));
      const undecided =
        fault === undefined ? "" : `, and which is wrong could not be decided (${fault.split("\n")[0]})`;
      return `Of ${run}, the workers ${workers} came to different bits${undecided}: no run of ${list(odd)} is among these.`;
    }),
    ...(runs.diverged > 0 ? [`${runs.diverged.toLocaleString("en")} of ${all} diverged: they count as misses.`] : []),
    ...(plan.problems.some(({ group }) => group === "analytic") ? [TOYS] : []),
    ...published.map(({ problem, sooner, later, outcome, source, trials }) => {
      const found = outcome === "agrees" ? "the same" : outcome === "disagrees" ? "the opposite" : outcome;
      return `Published: on ${problem}, ${sooner} before ${later} (${source}). Here, with ${trialsTitle(trials)}: ${found}.`;
    }),
  ];
}
