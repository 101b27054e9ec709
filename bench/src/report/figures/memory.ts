import { median } from "../../statistics/median.ts";
import type { Section } from "../sections.ts";
import type { Suite } from "../suites.ts";
import { trialsTitle } from "../words.ts";
import { type Figure, rounded } from "./chart.ts";

/** Numbers of state for each weight, by optimizer: of a matrix of 64 × 64. */
export type Memory = Readonly<Record<string, number>>;

/** What an optimizer remembers against what it needs. */
export function memoryFigure(
  suite: Suite,
  sections: readonly Section[],
  memory: Memory,
  id: string,
): Figure | undefined {
  const own = sections.filter(
    ({ problem, trials }) => trials === suite.trials && suite.problems.includes(problem.name),
  );
  const points = suite.entries.flatMap(({ optimizer }) => {
    const numbers = memory[optimizer];
    if (numbers === undefined) return [];
    const ratios = own.map(({ rows }) => ratioOf(rows, optimizer));
    return [{ optimizer, bytes: 4 * numbers, ratio: median(Float64Array.from(ratios).sort()) }];
  });
  if (points.length === 0) return;
  const at = [...new Set(points.map(({ bytes }) => bytes))].sort((a, b) => a - b);
  const edge = 1.5 * Math.max(2, ...points.map(({ ratio }) => ratio).filter(Number.isFinite));
  const series = points.map(({ optimizer, bytes, ratio }) => ({
    name: optimizer,
    y: at.map((each) => (each === bytes ? (Number.isFinite(ratio) ? rounded(ratio) : edge) : null)),
    lost: at.map((each) => each === bytes && !Number.isFinite(ratio)),
  }));
  return {
    id,
    title: `Memory and evaluations on ${suite.group} problems, ${trialsTitle(suite.trials)}`,
    caption:
      "Bytes that an optimizer remembers for each float32 weight of a matrix (64 × 64), beside the weight and its gradient, and the evaluations that it needs, as a multiple of the best one on each problem: the middle one of the problems. Lower left is better. Crosses along the top: on half of the problems or more, the target is missed.",
    chart: {
      x: {
        label: "state, bytes a parameter",
        scale: "linear",
        unit: "bytes",
        range: [-1, Math.max(8, at.at(-1)!) * 1.15],
      },
      y: { label: "evaluations, as a multiple of the best", scale: "log", unit: "factor", range: [0.9, edge * 1.15] },
      ...{ at, series, join: "none", points: true },
    },
    table: {
      head: ["optimizer", "bytes a parameter", "evaluations, of the best"],
      rows: points
        .toSorted((a, b) => a.bytes - b.bytes)
        .map(({ optimizer, bytes, ratio }) => [
          optimizer,
          `${Number(bytes.toPrecision(3))}`,
          Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : "never",
        ]),
    },
  };
}

function ratioOf(rows: Section["rows"], optimizer: string): number {
  const best = rows[0]!.main.evaluations.median;
  const own = rows.find((row) => row.optimizer === optimizer)?.main.evaluations.median ?? Infinity;
  return Number.isFinite(own) ? own / best : Infinity;
}
