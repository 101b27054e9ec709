/** A number, and its 95 % band. */
export interface Banded {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The 2.5 % and 97.5 % quantiles of samples. */
export function band(samples: Float64Array): { low: number; high: number } {
  const sorted = samples.slice().sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return { low: at(0.025), high: at(0.975) };
}
