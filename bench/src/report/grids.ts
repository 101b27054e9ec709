import type { Banded } from "../statistics/band.ts";
import type { Middle } from "../statistics/median.ts";
import type { Cell } from "../table.ts";
import { BASELINE } from "./against.ts";
import type { Grid } from "./layout.ts";
import type { Reached, Row } from "./rows.ts";
import { isSameProblem, type Placed, type Section } from "./sections.ts";
import type { Suite } from "./suites.ts";
import {
  between,
  evaluations,
  loss,
  place,
  probability,
  score,
  setting,
  shares,
  sign,
  signed,
  trialsTitle,
} from "./words.ts";

/** All that there is of a problem: each target, the final loss, what fewer trials come to, and the winner's settings. */
export function fullGrid(section: Section, all: readonly Section[]): Grid {
  const fewer = all.filter((other) => isSameProblem(section, other) && other.trials < section.trials).reverse();
  const isTested = section.rows.some(({ against }) => against);
  const { targets } = section.problem;
  return {
    head: [
      ...["optimizer", "rank", ...targets.map(({ name }) => name), `${section.target.name} reached`, "final loss"],
      ...fewer.flatMap(({ trials, target }) => [`${target.name}, ${trialsTitle(trials)}`, "reached"]),
      ...[...(isTested ? [`than ${BASELINE}`] : []), "settings"],
    ],
    rows: section.rows.map((row): Cell[] => [
      ...[nameOf(row), place(row.rank), ...row.reached.map(timesOf), hitsOf(row.main), lossOf(row)],
      ...fewer.flatMap(({ rows }): Cell[] => {
        const other = rows.find(({ optimizer }) => optimizer === row.optimizer);
        return other ? [timesOf(other.main), hitsOf(other.main)] : ["", ""];
      }),
      ...(isTested ? [testOf(row)] : []),
      settingsOf(row),
    ]),
  };
}

/** What was compared with no other implementation is marked in each row. */
export const nameOf = ({ optimizer, isUnverified }: Pick<Row, "optimizer" | "isUnverified">): Cell =>
  isUnverified ? [optimizer, "unverified"] : optimizer;

export const timesOf = ({ evaluations: middle, hits }: Reached): Cell => {
  const value = evaluations(middle.median);
  return hits === 0 || middle.low === middle.high ? value : [value, between(middle)];
};

export const hitsOf = ({ hits, times, success }: Reached): Cell => [`${hits}/${times.length}`, shares(success)];

function lossOf({ loss: middle, diverged }: Placed): Cell {
  const interval = ({ low, high }: Middle) => `${loss(low)}–${loss(high)}`;
  const value = loss(middle.median);
  if (diverged > 0) return [value, `${diverged} diverged`];
  return middle.low === middle.high ? value : [value, interval(middle)];
}

function testOf({ optimizer, against, trials }: Placed): Cell {
  if (against) return [sign(against), `p ${probability(against.p)}`];
  return optimizer === BASELINE && trials > 1 ? ["baseline", `${trials} trials too`] : "baseline";
}

function settingsOf({ trial, hyper, edges }: Placed): Cell {
  if (trial === 0 && Object.keys(hyper).length === 0) return "defaults";
  const values = Object.entries(hyper).map(([name, value]) => `${name} ${setting(value)}`);
  const text = values.join(", ");
  return edges.length > 0 ? [text, `at an end: ${edges.join(", ")}`] : text;
}

export function suiteGrid(suite: Suite, all: readonly Suite[]): Grid {
  const fewer = all
    .filter(({ track, group, trials }) => track === suite.track && group === suite.group && trials < suite.trials)
    .reverse();
  const isTested = suite.entries.some(({ ahead }) => ahead);
  const hasLadder = suite.entries.some(({ ladder }) => ladder);
  const bandCell = (found: Banded | undefined): Cell =>
    found ? [score(found.value), `${score(found.low)}–${score(found.high)}`] : "";
  const scoresOf = (optimizer: string) =>
    fewer.map(({ entries }) => bandCell(entries.find((each) => each.optimizer === optimizer)?.score));
  return {
    head: [
      ...["optimizer", "rank", `score, ${trialsTitle(suite.trials)}`, ...(hasLadder ? ["ladder"] : [])],
      ...fewer.map(({ trials }) => `score, ${trialsTitle(trials)}`),
      ...(isTested ? [`beyond ${BASELINE}`] : []),
    ],
    rows: suite.entries.map(({ optimizer, isUnverified, rank, score, ladder, ahead }): Cell[] => [
      ...[
        nameOf({ optimizer, isUnverified }),
        place(rank),
        bandCell(score),
        ...(hasLadder ? [bandCell(ladder)] : []),
        ...scoresOf(optimizer),
      ],
      ...(isTested && ahead ? [aheadCell(optimizer, ahead)] : []),
    ]),
  };
}

const aheadCell = (optimizer: string, { value, low, high }: Banded): Cell =>
  optimizer === BASELINE ? "baseline" : [signed(value), `${signed(low)} to ${signed(high)}`];

/** A line for each problem: who needs fewest evaluations, from how many others no difference is shown, and the baseline. */
export function overviewGrid(sections: readonly Section[]): Grid {
  const rows = sections.map(({ problem, rows }): Cell[] => {
    const leaders = rows.filter(({ rank, main }) => rank[0] === 1 && main.hits > 0);
    const baseline = rows.find(({ optimizer }) => optimizer === BASELINE);
    const [first] = leaders;
    return [
      ...[problem.name, first ? nameOf(first) : "nobody", first ? timesOf(first.main) : "never"],
      ...[first ? `${leaders.length - 1}` : "", baseline ? timesOf(baseline.main) : ""],
    ];
  });
  return { head: ["problem", "fewest", "evaluations", "as good", BASELINE], rows };
}
