import { checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { IGNORED } from "../data/labels.ts";
import { checkOutputs } from "../data/outputs.ts";
import { checkIgnoreIndex } from "../losses/class-targets.ts";
import { checkSampleWeight } from "../losses/sample-weight.ts";
import { classesOf } from "./classes.ts";
import { type Metric, metric } from "./metric.ts";

export interface TopKAccuracyOptions {
  /** Samples with that label do not count. Default: none. */
  readonly ignoreIndex?: number | undefined;
}

/**
 * The share of samples whose class is among the k with the largest outputs, 0 to 1, or NaN if none counts. Of equal outputs
 * the first counts as the larger, and NaN as the largest, so that `topKAccuracy(1)` is `accuracy`.
 * (scikit-learn's `top_k_accuracy_score` takes the last of equal ones.)
 * @throws RangeError or TypeError for a k that is not a positive whole number, or an unknown option; from the metric, for a
 *   k above the number of classes, or labels that do not fit.
 */
export function topKAccuracy(k: number, options: TopKAccuracyOptions = {}): Metric {
  const name = "topKAccuracy";
  checkWhole(name, "k", k);
  checkOptions(name, options, ["ignoreIndex"]);
  const { ignoreIndex } = options;
  checkIgnoreIndex(name, ignoreIndex);
  return metric(() => {
    let counted = 0;
    let correct = 0;
    return {
      add(outputs, y, sampleWeight) {
        const size = checkOutputs(name, outputs);
        const [samples, classes] = size;
        if (k > classes) throw new RangeError(`${name}: k must be at most the number of classes, ${classes}, got ${k}`);
        if (sampleWeight !== undefined) checkSampleWeight(name, sampleWeight, samples);
        const targets = classesOf(name, y, size, ignoreIndex);
        for (let i = 0; i < samples; i++) {
          if (targets[i] === IGNORED) continue;
          const weight = sampleWeight?.[i] ?? 1;
          counted += weight;
          if (rank(outputs.data, i * classes, classes, targets[i]!) < k) correct += weight;
        }
      },
      value: () => correct / counted,
    };
  });
}

/** How many of a row come before that one, in descending order. */
function rank(a: Float32Array, start: number, length: number, index: number): number {
  const value = a[start + index]!;
  let before = 0;
  for (let j = 0; j < length; j++) {
    const other = a[start + j]!;
    const larger = Number.isNaN(other) ? !Number.isNaN(value) : other > value;
    if (larger || (j < index && Object.is(other + 0, value + 0))) before++;
  }
  return before;
}
