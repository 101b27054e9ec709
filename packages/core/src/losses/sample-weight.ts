import { AT_LEAST_0, checkNumbers } from "@downhill/plugin/arguments";

/** @throws TypeError or RangeError for anything but one finite number ≥ 0 for each sample. */
export function checkSampleWeight(owner: string, weights: ArrayLike<number>, samples: number): void {
  checkNumbers(owner, "sampleWeight", weights, AT_LEAST_0);
  if (weights.length === samples) return;
  throw new RangeError(`${owner}: sampleWeight must be one for each of ${samples} samples, got ${weights.length}`);
}

export function totalWeight(weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  return total;
}
