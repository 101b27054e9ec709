import type { Split } from "@downhill/problems";
import Table from "cli-table3";
import { batchSize, type DigitsRun, networks } from "./digits.ts";

/** For each network the mean over its seeds, ± the standard deviation. */
export function digitsTable(runs: readonly DigitsRun[], epochs: number, { train, test }: Split): string {
  const table = new Table({
    head: ["network", "parameters", "test accuracy %", "test loss", "training loss", "seconds"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  const chosen = [...new Set(runs.map(({ network }) => network))];
  for (const name of chosen) {
    const group = runs.filter(({ network }) => network === name);
    const of = (f: (run: DigitsRun) => number, digits: number) => meanAndDeviation(group.map(f), digits);
    table.push([
      name,
      group[0]!.parameters.toLocaleString("en"),
      of(({ test }) => 100 * test.accuracy, 2),
      of(({ test }) => test.loss, 3),
      of(({ loss }) => loss.at(-1)!, 3),
      of(({ seconds }) => seconds, 2),
    ]);
  }
  const count = ({ y }: Split["train"]) => y.length.toLocaleString("en");
  const seeds = runs.length / chosen.length;
  return `MNIST: ${count(train)} digits to train, ${count(test)} to test; Adam at its defaults, ${epochs} epochs in batches of ${batchSize}
${table}
Mean ± standard deviation of ${seeds} ${seeds === 1 ? "seed" : "seeds"}. The training loss is the last epoch's mean; seconds are of training.
${chosen.map((name) => `${name}: ${networks[name].description}`).join("\n")}`;
}

/** The sample's standard deviation; of one value there is none. */
function meanAndDeviation(values: readonly number[], digits: number): string {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  if (values.length === 1) return mean.toFixed(digits);
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1);
  return `${mean.toFixed(digits)} ± ${Math.sqrt(variance).toFixed(digits)}`;
}
