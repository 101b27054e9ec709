import { checkChoice, checkOptions } from "@downhill/plugin/arguments";
import { checkTensor, elements } from "../data/tensor.ts";
import { checkSampleWeight } from "../losses/sample-weight.ts";
import { checkTargets, FINITE } from "../losses/targets.ts";
import { type Metric, metric } from "./metric.ts";

/** How the columns' R² become one: `uniform`, their mean; `variance`, weighed by their targets' variances; `none`, a list. */
export type ColumnAverage = "uniform" | "variance" | "none";

export interface R2ScoreOptions {
  /** Default `uniform`. */
  readonly average?: ColumnAverage | undefined;
}

/** Of one column: the targets' mean, the sum of squares about it, and that of the errors. */
interface Column {
  mean: number;
  spread: number;
  error: number;
}

/**
 * The coefficient of determination, R² = 1 - Σ(t - y)² / Σ(t - t̄)²: 1 is perfect, 0 is what the targets' mean does. Of
 * several columns, each has its own. As scikit-learn's `r2_score`: where all targets are equal it is 1 if all are met and
 * else 0, and of a single sample it is NaN. The mean of all targets is followed batch by batch, in float64 (Welford's sums).
 * @throws RangeError or TypeError for an option that is unknown or none; from the metric, for targets that do not fit.
 */
export function r2Score(options: { readonly average: "none" }): Metric<readonly number[]>;
export function r2Score(options?: { readonly average?: "uniform" | "variance" | undefined }): Metric;
export function r2Score(options: R2ScoreOptions = {}): Metric<number | readonly number[]> {
  const name = "r2Score";
  checkOptions(name, options, ["average"]);
  const { average = "uniform" } = options;
  checkChoice(name, "average", average, ["uniform", "variance", "none"]);
  return metric(() => {
    let columns: Column[] = [];
    let samples = 0;
    let total = 0;
    return {
      add(outputs, y, sampleWeight) {
        checkTensor(name, "outputs", outputs);
        const { shape, data } = outputs;
        const targets = checkTargets(name, shape, y, FINITE);
        if (sampleWeight !== undefined) checkSampleWeight(name, sampleWeight, shape[0]!);
        const width = elements(shape.slice(1));
        if (columns.length === 0) columns = Array.from({ length: width }, () => ({ mean: 0, spread: 0, error: 0 }));
        samples += shape[0]!;
        for (let i = 0, at = 0; i < shape[0]!; i++) {
          const weight = sampleWeight?.[i] ?? 1;
          total += weight;
          for (let j = 0; j < width; j++, at++)
            if (weight > 0) see(columns[j]!, targets[at]!, data[at]!, weight, total);
        }
      },
      value() {
        const scores = columns.map((column) => (samples < 2 ? Number.NaN : scoreOf(column)));
        if (average === "none") return scores;
        const spread = columns.reduce((sum, each) => sum + each.spread, 0);
        // Where no column varies, all count alike.
        const weightOf = (j: number) =>
          average === "variance" && spread > 0 ? columns[j]!.spread / spread : 1 / scores.length;
        return scores.reduce((sum, score, j) => sum + score * weightOf(j), 0);
      },
    };
  });
}

function see(column: Column, target: number, output: number, weight: number, total: number): void {
  const distance = target - column.mean;
  column.mean += distance * (weight / total);
  column.spread += weight * distance * (target - column.mean);
  const error = target - output;
  column.error += weight * (error * error);
}

function scoreOf({ spread, error }: Column): number {
  if (spread > 0) return 1 - error / spread;
  return error === 0 ? 1 : 0;
}
