import type { Plan } from "../../plan/plan.ts";
import { median } from "../../statistics/median.ts";
import type { Line } from "../../store/line.ts";
import type { Section } from "../sections.ts";
import { loss, setting } from "../words.ts";
import { type Figure, rounded, spanOfLosses } from "./chart.ts";

interface Tried {
  readonly rate: number;
  readonly trial: number;
  /** Median over the tuning seeds; infinite where half of them diverged. */
  readonly loss: number;
  readonly diverged: number;
  readonly runs: number;
}

/** The final loss of each trial by its learning rate; nothing without tuning runs. */
export function sensitivityFigure(
  plan: Plan,
  lines: readonly Line[],
  section: Section,
  id: string,
): Figure | undefined {
  const tuning = lines.filter(
    ({ phase, track, spec }) =>
      phase === "tuning" && track === section.track && spec.problem.name === section.problem.name,
  );
  const tried = section.rows.map(({ optimizer }) => ({ optimizer, points: pointsOf(plan, tuning, optimizer) }));
  const found = tried.filter(({ points }) => points.length > 0);
  if (found.length === 0) return;
  const at = [...new Set(found.flatMap(({ points }) => points.map(({ rate }) => rate)))].sort((a, b) => a - b);
  const losses = found.flatMap(({ points }) => points.map((point) => point.loss));
  const { scale, least, most } = spanOfLosses(losses, section.problem.targets.at(-1)!.loss);
  const edge = scale === "log" ? most * (most / least) ** 0.08 : most + 0.08 * (most - least);
  const series = found.map(({ optimizer, points }) => {
    const byRate = new Map(points.map((point) => [point.rate, point]));
    const of = at.map((rate) => byRate.get(rate));
    return {
      name: optimizer,
      y: of.map((point) =>
        point ? (Number.isFinite(point.loss) ? rounded(Math.max(point.loss, least)) : edge) : null,
      ),
      lost: of.map((point) => point !== undefined && !Number.isFinite(point.loss)),
    };
  });
  return {
    id,
    title: `Learning rates tried on ${section.problem.name}`,
    caption: `What each trial came to by its learning rate: the final loss, the middle one of ${plan.tuningSeeds.length} tuning runs. Crosses along the top: half of these runs, or more, diverged. Trials differ in what else is tuned, too.`,
    chart: {
      x: { label: "learning rate", scale: "log", unit: "number", range: [at[0]! / 1.5, at.at(-1)! * 1.5] },
      y: {
        label: "final loss",
        scale,
        unit: "number",
        range: scale === "log" ? [least / 1.3, edge * 1.1] : [least, edge],
      },
      ...{ at, series, join: "lines", points: true },
    },
    table: {
      head: ["optimizer", "learning rate: final loss"],
      rows: found.map(({ optimizer, points }) => [optimizer, points.map(pointText).join("; ")]),
    },
  };
}

const pointText = ({ rate, loss: middle, diverged, runs }: Tried): string =>
  `${setting(rate)}: ${loss(middle)}${diverged > 0 ? ` (${diverged} of ${runs} diverged)` : ""}`;

/** By rate; of two trials with one rate the better one. */
function pointsOf(plan: Plan, tuning: readonly Line[], optimizer: string): Tried[] {
  const byTrial = new Map<number, Line[]>();
  for (const line of tuning) {
    if (line.spec.optimizer !== optimizer) continue;
    byTrial.set(line.trial, [...(byTrial.get(line.trial) ?? []), line]);
  }
  const tried = [...byTrial].flatMap(([trial, runs]): Tried[] => {
    const rate = Number(runs[0]!.spec.hyper?.lr ?? plan.spaces[optimizer]?.hyper.lr?.default);
    if (!(rate > 0)) return [];
    const losses = Float64Array.from(runs, ({ result }) => result.loss ?? Infinity).sort();
    const diverged = runs.filter(({ result }) => result.diverged !== null).length;
    return [{ rate, trial, loss: median(losses), diverged, runs: runs.length }];
  });
  const sorted = tried.toSorted((a, b) => a.rate - b.rate || compare(a.loss, b.loss) || a.trial - b.trial);
  return sorted.filter(({ rate }, i) => rate !== sorted[i - 1]?.rate);
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
