import { checkChoice, checkOptions } from "@downhill/plugin/arguments";
import { rowArgmax } from "../data/argmax.ts";
import { IGNORED, type Labels } from "../data/labels.ts";
import { checkOutputs } from "../data/outputs.ts";
import type { Tensor } from "../data/tensor.ts";
import { checkIgnoreIndex } from "../losses/class-targets.ts";
import { checkSampleWeight } from "../losses/sample-weight.ts";
import { checkTargets, SHARE } from "../losses/targets.ts";
import { classesOf } from "./classes.ts";

/** How outputs and labels become classes. */
export interface ClassMetricOptions {
  /**
   * What the outputs are: of `classes`, the largest of each row is what the model says; `binary` ones are logits, as
   * `sigmoidCrossEntropy` takes them, and say yes above 0. Default: `binary` for one column, `classes` for several.
   */
  readonly kind?: "classes" | "binary" | undefined;
  /** Samples with that label do not count, of `classes`. Default: none. */
  readonly ignoreIndex?: number | undefined;
}

/** @throws RangeError or TypeError for an option that is unknown or makes no sense */
export function checkClassMetric(owner: string, options: ClassMetricOptions, more: readonly string[]): void {
  checkOptions(owner, options, ["kind", "ignoreIndex", ...more] as never);
  const { kind, ignoreIndex } = options;
  if (kind !== undefined) checkChoice(owner, "kind", kind, ["classes", "binary"]);
  checkIgnoreIndex(owner, ignoreIndex);
  if (kind === "binary" && ignoreIndex !== undefined) {
    throw new RangeError(`${owner}: ignoreIndex is for classes, got ${ignoreIndex} for binary outputs`);
  }
}

/** Told of each sample, or of binary outputs each column of it: what it is, what the model says, and what it counts. */
type See = (column: number, actual: number, predicted: number, weight: number) => void;

/**
 * Goes through a batch: of classes, column 0 with the classes; of binary outputs, each column with 0 or 1.
 * @returns the kind, and the number of columns
 * @throws RangeError or TypeError for outputs, labels or weights that do not fit
 */
export function eachDecision(
  owner: string,
  { kind, ignoreIndex }: ClassMetricOptions,
  [outputs, y, sampleWeight]: readonly [Tensor, Labels, ArrayLike<number> | undefined],
  see: (kind: "classes" | "binary", columns: number) => See,
): void {
  const size = checkOutputs(owner, outputs);
  const [samples, columns] = size;
  if (sampleWeight !== undefined) checkSampleWeight(owner, sampleWeight, samples);
  const { data } = outputs;
  if ((kind ?? (columns === 1 ? "binary" : "classes")) === "binary") {
    if (ignoreIndex !== undefined) {
      throw new RangeError(`${owner}: ignoreIndex is for classes, got ${ignoreIndex} for binary outputs`);
    }
    const targets = checkTargets(owner, outputs.shape, y, SHARE);
    const told = see("binary", columns);
    for (let i = 0, at = 0; i < samples; i++) {
      const weight = sampleWeight?.[i] ?? 1;
      for (let j = 0; j < columns; j++, at++) told(j, targets[at]! > 0.5 ? 1 : 0, data[at]! > 0 ? 1 : 0, weight);
    }
    return;
  }
  const targets = classesOf(owner, y, size, ignoreIndex);
  const told = see("classes", columns);
  for (let i = 0; i < samples; i++) {
    if (targets[i] !== IGNORED) told(0, targets[i]!, rowArgmax(data, i * columns, columns), sampleWeight?.[i] ?? 1);
  }
}
