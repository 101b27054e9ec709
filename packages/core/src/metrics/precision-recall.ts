import { checkChoice } from "@downhill/plugin/arguments";
import { type ClassMetricOptions, checkClassMetric, eachDecision } from "./counts.ts";
import { type Metric, metric } from "./metric.ts";

/**
 * How the classes' numbers become one, by scikit-learn's names: `macro`, their mean, over the classes that occur in the labels
 * or the outputs, or over all binary columns; `weighted`, the mean by the samples of each class; `micro`, of all classes'
 * counts together; `binary`, that of the class 1 of two, or of one binary column; `none`, a list of all.
 */
export type Average = "macro" | "weighted" | "micro" | "binary" | "none";

export interface ByClassOptions extends ClassMetricOptions {
  /** Default `binary` of one column, `macro` of several. */
  readonly average?: Average | undefined;
}

/** Of each class, or binary column: samples that are it, that are said to be it, and that are both. */
interface Counts {
  readonly classes: number;
  readonly hits: Float64Array;
  readonly said: Float64Array;
  readonly actual: Float64Array;
  readonly kind: "classes" | "binary";
}

/** What of the samples that are said to be of a class are: hits / said. As scikit-learn's `precision_score`, 0 for 0 / 0. */
export function precision(options: ByClassOptions & { readonly average: "none" }): Metric<readonly number[]>;
export function precision(
  options?: ByClassOptions & { readonly average?: Exclude<Average, "none"> | undefined },
): Metric;
export function precision(options: ByClassOptions = {}): Metric<number | readonly number[]> {
  return byClass("precision", options, (hits, said) => ratio(hits, said));
}

/** What of the samples of a class are said to be: hits / actual. As scikit-learn's `recall_score`, 0 for 0 / 0. */
export function recall(options: ByClassOptions & { readonly average: "none" }): Metric<readonly number[]>;
export function recall(options?: ByClassOptions & { readonly average?: Exclude<Average, "none"> | undefined }): Metric;
export function recall(options: ByClassOptions = {}): Metric<number | readonly number[]> {
  return byClass("recall", options, (hits, _, actual) => ratio(hits, actual));
}

/** The harmonic mean of precision and recall: 2·hits / (said + actual). As scikit-learn's `f1_score`, 0 for 0 / 0. */
export function f1Score(options: ByClassOptions & { readonly average: "none" }): Metric<readonly number[]>;
export function f1Score(options?: ByClassOptions & { readonly average?: Exclude<Average, "none"> | undefined }): Metric;
export function f1Score(options: ByClassOptions = {}): Metric<number | readonly number[]> {
  return byClass("f1Score", options, (hits, said, actual) => ratio(2 * hits, said + actual));
}

type Score = (hits: number, said: number, actual: number) => number;

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const sum = (list: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < list.length; i++) total += list[i]!;
  return total;
};

/** @throws RangeError or TypeError for an option that is unknown or makes no sense; from the metric for what does not fit */
function byClass(name: string, options: ByClassOptions, score: Score): Metric<number | readonly number[]> {
  checkClassMetric(name, options, ["average"]);
  const { average } = options;
  if (average !== undefined) checkChoice(name, "average", average, ["macro", "weighted", "micro", "binary", "none"]);
  return metric(() => {
    let counts: Counts | undefined;
    return {
      add(outputs, y, sampleWeight) {
        eachDecision(name, options, [outputs, y, sampleWeight], (kind, classes) => {
          if (average === "binary" && classes > (kind === "binary" ? 1 : 2)) {
            throw new RangeError(`${name}: average "binary" is for one column or two classes, got ${classes}`);
          }
          counts ??= newCounts(kind, classes);
          const { hits, said, actual } = counts;
          if (kind === "binary") {
            return (column, is, says, weight) => {
              if (is) actual[column]! += weight;
              if (says) said[column]! += weight;
              if (is && says) hits[column]! += weight;
            };
          }
          return (_, is, says, weight) => {
            actual[is]! += weight;
            said[says]! += weight;
            if (is === says) hits[is]! += weight;
          };
        });
      },
      value: () => (counts ? averaged(counts, average, score) : Number.NaN),
    };
  });
}

function newCounts(kind: "classes" | "binary", classes: number): Counts {
  const zeros = () => new Float64Array(classes);
  return { kind, classes, hits: zeros(), said: zeros(), actual: zeros() };
}

function averaged(counts: Counts, average: Average | undefined, score: Score): number | readonly number[] {
  const { kind, classes, hits, said, actual } = counts;
  const scores = Array.from(hits, (hit, c) => score(hit, said[c]!, actual[c]!));
  switch (average ?? (classes === 1 ? "binary" : "macro")) {
    case "none":
      return scores;
    case "binary":
      return scores.at(-1)!;
    case "micro":
      return score(sum(hits), sum(said), sum(actual));
    case "weighted":
      return ratio(sum(scores.map((each, c) => each * actual[c]!)), sum(actual));
    default: {
      const there = scores.filter((_, c) => kind === "binary" || said[c]! + actual[c]! > 0);
      return sum(there) / there.length;
    }
  }
}
