import { numpyRandom } from "@downhill/plugin/random";
import { type Banded, band } from "./band.ts";

/**
 * Means over problems of means over seeds, with 95 % bands by the bootstrap: problems are drawn with replacement, and seeds
 * within each, the same for all competitors.
 * @param values of a problem, of a competitor, of a seed
 */
export function meanBands(
  values: readonly (readonly (readonly number[])[])[],
  seed: number,
  resamples = 2000,
): Banded[] {
  const competitors = values[0]?.length ?? 0;
  const random = numpyRandom(seed);
  const draw = (n: number) => Math.floor(random.uniform() * n);
  const samples = Array.from({ length: competitors }, () => new Float64Array(resamples));
  for (let r = 0; r < resamples; r++)
    for (let i = 0; i < values.length; i++) {
      const problem = values[draw(values.length)]!;
      const { length } = problem[0]!;
      for (let s = 0; s < length; s++) {
        const drawn = draw(length);
        for (let c = 0; c < competitors; c++) samples[c]![r]! += problem[c]![drawn]! / (length * values.length);
      }
    }
  return samples.map((own, c) => ({ value: mean(values.map((problem) => mean(problem[c]!))), ...band(own) }));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
