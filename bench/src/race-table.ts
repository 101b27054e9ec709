import Table from "cli-table3";
import type { Results, Run } from "./results.ts";

/** The convergence table: for each optimizer the median over its seeds, and the range where they differ. */
export function raceTable({ runs, target, problem }: Results): string {
  const goal = `epochs to ${100 * target.accuracy} %`;
  const table = new Table({
    head: ["optimizer", "accuracy %", "loss", goal, "µs/epoch"],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  const settings: string[] = [];
  for (const optimizer of new Set(runs.map(({ optimizer }) => optimizer))) {
    const group = runs.filter((run) => run.optimizer === optimizer);
    const of = (f: (run: Run) => number, digits: number) => spread(group.map(f), digits);
    table.push([
      optimizer,
      of(({ curve }) => 100 * curve.accuracy.at(-1)!, 1),
      of(({ curve }) => curve.loss.at(-1) ?? Infinity, 3),
      of(({ epochsToTarget }) => epochsToTarget ?? Infinity, 0),
      of(({ milliseconds, curve }) => (1000 * milliseconds) / (curve.epoch.at(-1)! + 1), 0),
    ]);
    const hyper = Object.entries(group[0]!.hyper).map(([name, value]) => `${name} ${value}`);
    settings.push(`${optimizer}: ${hyper.join(", ")}`);
  }
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  return `${problem.name}: ${problem.description}
${table}
Median (lowest – highest) of ${seeds} ${seeds === 1 ? "seed" : "seeds"} after ${problem.epochs} epochs. "never": the target was missed, or the loss diverged.
${settings.join("\n")}`;
}

function spread(values: number[], digits: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const show = (x: number) => (Number.isFinite(x) ? x.toFixed(digits) : "never");
  const median = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
  const [low, high] = [show(sorted[0]!), show(sorted.at(-1)!)];
  return low === high ? low : `${show(median)} (${low} – ${high})`;
}
