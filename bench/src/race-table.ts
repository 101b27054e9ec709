import type { Results, Run } from "./results.ts";
import { type Cell, count, fitTable, wrap } from "./table.ts";

/** The convergence table: for each optimizer the median over its seeds, and the range where they differ. */
export function raceTable({ runs, target, problem }: Results, width: number): string {
  const head = ["optimizer", "accuracy %", "loss", `epochs to ${percent(target.accuracy)} %`, "µs/epoch"];
  const groups = [...new Set(runs.map(({ optimizer }) => optimizer))].map((optimizer) =>
    runs.filter((run) => run.optimizer === optimizer),
  );
  const rows = groups.map((group) => {
    const of = (f: (run: Run) => number, digits: number) => spread(group.map(f), digits);
    return [
      group[0]!.optimizer,
      of(({ curve }) => 100 * curve.accuracy.at(-1)!, 1),
      of(({ curve }) => curve.loss.at(-1) ?? Infinity, 3),
      of(({ epochsToTarget }) => epochsToTarget ?? Infinity, 0),
      of(({ milliseconds, curve }) => (1000 * milliseconds) / (curve.epoch.at(-1)! + 1), 0),
    ];
  });
  const settings = groups.map(([run]) => {
    const hyper = Object.entries(run!.hyper).map(([name, value]) => `${name} ${value}`);
    return `${run!.optimizer}: ${hyper.join(", ")}`;
  });
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  const about = `Median (lowest – highest) of ${count(seeds, "seed")} after ${count(Number(problem.epochs), "epoch")}.`;
  const never = '"never": the target was missed, or the loss diverged.';
  return [
    wrap(`${problem.name}: ${problem.description}`, width),
    fitTable(head, rows, width),
    wrap([`${about} ${never}`, ...settings].join("\n"), width),
  ].join("\n");
}

/** 0.07 is 7 %, not 7.000000000000001. */
const percent = (share: number): number => Number((100 * share).toPrecision(12));

/** What is missed counts as infinite. Of an even number of seeds, the middle can lie between a value and never. */
export function spread(values: readonly number[], digits: number): Cell {
  const sorted = values.toSorted((a, b) => a - b);
  const show = (x: number) => (Number.isFinite(x) ? x.toFixed(digits) : "never");
  const [low, high] = [show(sorted[0]!), show(sorted.at(-1)!)];
  if (low === high) return low;
  const [left, right] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  const undecided = Number.isFinite(left) !== Number.isFinite(right);
  if (undecided && sorted.length === 2) return `${low} or ${high}`;
  return [undecided ? `${show(left)} or never` : show((left + right) / 2), `${low} – ${high}`];
}
