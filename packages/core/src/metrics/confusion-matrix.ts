import { checkChoice } from "@downhill/plugin/arguments";
import { type ClassMetricOptions, checkClassMetric, eachDecision } from "./counts.ts";
import { type Metric, metric } from "./metric.ts";

export interface ConfusionMatrixOptions extends ClassMetricOptions {
  /** What sums to 1: each row (`true`), each column (`pred`), or all of it (`all`); what sums to 0 stays. Default: counts. */
  readonly normalize?: "true" | "pred" | "all" | undefined;
}

/**
 * How often each class is taken for which: `matrix[actual][predicted]`, the number of samples or the sum of their weights.
 * Of one binary column it is 2 × 2: [[true negatives, false positives], [false negatives, true positives]].
 * As scikit-learn's `confusion_matrix`.
 * @throws RangeError or TypeError for an option that is unknown or makes no sense; from the metric, for several binary
 *   columns, or labels that do not fit.
 */
export function confusionMatrix(options: ConfusionMatrixOptions = {}): Metric<readonly (readonly number[])[]> {
  const name = "confusionMatrix";
  checkClassMetric(name, options, ["normalize"]);
  const { normalize } = options;
  if (normalize !== undefined) checkChoice(name, "normalize", normalize, ["true", "pred", "all"]);
  return metric(() => {
    let matrix: number[][] = [];
    return {
      add(outputs, y, sampleWeight) {
        eachDecision(name, options, [outputs, y, sampleWeight], (kind, columns) => {
          if (kind === "binary" && columns > 1) {
            throw new RangeError(`${name}: binary outputs must be one column, got ${columns}`);
          }
          if (matrix.length === 0) matrix = zeros(kind === "binary" ? 2 : columns);
          return (_, actual, predicted, weight) => {
            matrix[actual]![predicted]! += weight;
          };
        });
      },
      value: () => normalized(matrix, normalize),
    };
  });
}

function zeros(size: number): number[][] {
  return Array.from({ length: size }, () => new Array<number>(size).fill(0));
}

const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0);

function normalized(matrix: readonly number[][], by: ConfusionMatrixOptions["normalize"]): number[][] {
  const rows = matrix.map(sum);
  const columns = matrix.map((_, j) => sum(matrix.map((row) => row[j]!)));
  const all = sum(rows);
  const divisor = (i: number, j: number) => ({ true: rows[i]!, pred: columns[j]!, all, counts: 1 })[by ?? "counts"];
  return matrix.map((row, i) => row.map((count, j) => (count === 0 ? 0 : count / divisor(i, j))));
}
