/** What is plotted: curves by epoch, and the median that stands for several seeds of one optimizer. */

import type { Run } from "@downhill/bench/results";

export type Metric = "loss" | "accuracy";

/** Arrays of one length, `epoch` ascending; `null` where a value was not finite. */
export interface Curve {
  readonly epoch: number[];
  readonly loss: (number | null)[];
  readonly accuracy: (number | null)[];
}

/** One entry of the legend: an optimizer, with a curve for each of its seeds. */
export interface Racer {
  readonly name: string;
  /** Names of one optimizer share a colour, whatever their hyperparameters. */
  readonly optimizer: string;
  /** Its hyperparameters, such as `lr 1, momentum 0.9`. */
  readonly settings: string;
  readonly runs: readonly Curve[];
}

/** Each with its name, in words. */
export const settingsOf = (hyper: Readonly<Record<string, number>>): string[] =>
  Object.entries(hyper).map(([name, value]) => `${name} ${value}`);

/** Runs of one optimizer and the same hyperparameters are seeds of one racer; the name tells those apart that differ. */
export function racers(runs: readonly Run[]): Racer[] {
  const settings = (run: Run) => settingsOf(run.hyper);
  const byHyper = new Map<string, { first: Run; group: Run[] }>();
  for (const run of runs) {
    const key = JSON.stringify([run.optimizer, ...settings(run).sort()]);
    const known = byHyper.get(key);
    if (known) known.group.push(run);
    else byHyper.set(key, { first: run, group: [run] });
  }
  const groups = [...byHyper.values()];
  return groups.map(({ first, group }) => {
    const rivals = groups.filter((other) => other.first.optimizer === first.optimizer).map((other) => other.first);
    const shared = (setting: string) => rivals.every((rival) => settings(rival).includes(setting));
    const name = [first.optimizer, ...settings(first).filter((setting) => !shared(setting))].join(" ");
    const all = settings(first).join(", ");
    return { name, optimizer: first.optimizer, settings: all, runs: group.map((run) => run.curve) };
  });
}

/**
 * The median of each column of `rows`, a value per seed. What diverged counts as infinite, so `null` where that is the
 * median; `undefined`, a gap that the line spans, where not every seed has a value.
 */
export function median(rows: readonly (readonly (number | null | undefined)[])[]): (number | null | undefined)[] {
  return rows[0]!.map((_, i) => {
    const column = rows.map((row) => row[i]);
    if (column.includes(undefined)) return undefined;
    const sorted = column.map((value) => value ?? Infinity).sort((a, b) => (a < b ? -1 : 1));
    const middle = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
    return Number.isFinite(middle) ? middle : null;
  });
}
