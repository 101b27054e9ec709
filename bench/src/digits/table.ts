import type { Split } from "@downhill/problems";
import { count } from "../count.ts";
import { fitTable, wrap } from "../table.ts";
import { batchSize, type DigitsRun, networks } from "./digits.ts";

const head = ["network", "parameters", "test accuracy %", "test loss", "training loss", "seconds"];

/** For each network the mean over its seeds, ± the standard deviation. */
export function digitsTable(runs: readonly DigitsRun[], epochs: number, { train, test }: Split, width: number): string {
  const chosen = [...new Set(runs.map(({ network }) => network))];
  const rows = chosen.map((name) => {
    const group = runs.filter(({ network }) => network === name);
    const of = (f: (run: DigitsRun) => number, digits: number) => meanAndDeviation(group.map(f), digits);
    return [
      name,
      group[0]!.parameters.toLocaleString("en"),
      of(({ test }) => 100 * test.accuracy, 2),
      of(({ test }) => test.loss, 3),
      of(({ loss }) => loss.at(-1)!, 3),
      of(({ seconds }) => seconds, 2),
    ];
  });
  const digits = `${train.y.length.toLocaleString("en")} digits to train, ${test.y.length.toLocaleString("en")} to test`;
  const mean = `Mean ± standard deviation of ${count(runs.length / chosen.length, "seed")}.`;
  return [
    wrap(`MNIST: ${digits}; Adam at its defaults, ${count(epochs, "epoch")} in batches of ${batchSize}`, width),
    fitTable(head, rows, width),
    wrap(`${mean} The training loss is the last epoch's mean; seconds are of training.`, width),
    ...chosen.map((name) => wrap(`${name}: ${networks[name].description}`, width)),
  ].join("\n");
}

/** The sample's standard deviation; of one value there is none. */
function meanAndDeviation(values: readonly number[], digits: number): string {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  if (values.length === 1) return mean.toFixed(digits);
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1);
  return `${mean.toFixed(digits)} ± ${Math.sqrt(variance).toFixed(digits)}`;
}
