import { AT_LEAST_0, checkNumbers } from "@downhill/plugin/arguments";
import { typeOf } from "../data/tensor.ts";

/** @throws TypeError or RangeError for anything but one finite number ≥ 0 for each sample. */
export function checkSampleWeight(owner: string, weights: ArrayLike<number>, samples: number): void {
  if (!areWeights(weights)) checkNumbers(owner, "sampleWeight", weights, AT_LEAST_0);
  if (weights.length === samples) return;
  throw new RangeError(`${owner}: sampleWeight must be one for each of ${samples} samples, got ${weights.length}`);
}

/** Whether it is known at once that they are finite numbers ≥ 0. */
function areWeights(weights: ArrayLike<number>): boolean {
  const type = typeOf(weights);
  if (type !== "Float32Array" && type !== "Float64Array") return false;
  let outside = false;
  for (let i = 0; i < weights.length; i++) outside ||= !(weights[i]! >= 0 && weights[i]! < Infinity);
  return !outside;
}

export function totalWeight(weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  return total;
}
