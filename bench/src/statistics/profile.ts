import { numpyRandom } from "@downhill/plugin/random";
import { type Banded, band } from "./band.ts";
import { median } from "./median.ts";

/** Evaluations to the target: of a problem, of a competitor, of a seed; infinite where it was missed. All the same seeds of a problem. */
export type Times = readonly (readonly (readonly number[])[])[];

export interface Standing {
  /** The area under its profile up to `FACTOR`, on a log axis: 1 is the best on every problem, 0 none within the factor. */
  readonly score: Banded;
  /** By how much that is more than the baseline's, resampled together; absent without one. */
  readonly ahead?: Banded | undefined;
  /** At each of `factors`: on which share of the problems its median is within the factor of the best one. */
  readonly profile: readonly Banded[];
}

const FACTOR = 4;
const MOST = Math.log2(FACTOR);

/** Where profiles have points: 1 to `FACTOR`, evenly on a log axis. */
export const factors: readonly number[] = Array.from({ length: 41 }, (_, i) => FACTOR ** (i / 40));

/**
 * Performance profiles of median evaluations (Dolan & Moré 2002), with 95 % bands by the bootstrap: problems are drawn with
 * replacement, and seeds within each, the same for all competitors.
 * @param baseline its index, or -1
 */
export function standings(times: Times, baseline: number, seed: number, resamples = 2000): Standing[] {
  const competitors = times[0]?.length ?? 0;
  const random = numpyRandom(seed);
  const draw = (n: number) => Math.floor(random.uniform() * n);
  const sorted = times.map((problem) => problem.map(bySize));
  const counted = times.map((problem) => new Uint32Array(problem[0]!.length));
  const here = times.map((problem) =>
    toLogRatios(Float64Array.from(problem, (seeds) => median(Float64Array.from(seeds).sort()))),
  );
  const drawn = here.map(() => new Float64Array(competitors));
  const scores = Array.from({ length: competitors }, () => new Float64Array(resamples));
  /** How often a profile was at k of the problems: by competitor, then by factor and k. */
  const counts = scores.map(() => new Float64Array(factors.length * (times.length + 1)));
  const reached = new Uint16Array(factors.length);
  for (let r = 0; r < resamples; r++) {
    for (const medians of drawn) {
      const p = draw(times.length);
      const seeds = counted[p]!.fill(0);
      for (let s = 0; s < seeds.length; s++) seeds[draw(seeds.length)]!++;
      for (let c = 0; c < competitors; c++) medians[c] = medianOf(sorted[p]![c]!, seeds);
      toLogRatios(medians);
    }
    for (let c = 0; c < competitors; c++) {
      scores[c]![r] = area(drawn, c);
      within(drawn, c, reached);
      const own = counts[c]!;
      for (let f = 0; f < reached.length; f++) own[f * (times.length + 1) + reached[f]!]!++;
    }
  }
  return scores.map((own, c) => ({
    score: { value: area(here, c), ...band(own) },
    ...(baseline >= 0 && {
      ahead: {
        value: area(here, c) - area(here, baseline),
        ...band(own.map((score, r) => score - scores[baseline]![r]!)),
      },
    }),
    profile: Array.from(within(here, c, reached), (reached, f) => {
      const own = counts[c]!.subarray(f * (times.length + 1), (f + 1) * (times.length + 1));
      return {
        value: reached / times.length,
        low: quantile(own, 0.025) / times.length,
        high: quantile(own, 0.975) / times.length,
      };
    }),
  }));
}

/** Medians become how many doublings each is behind the best one; infinite for who misses, and for all where all do. */
function toLogRatios(medians: Float64Array): Float64Array {
  let best = Infinity;
  for (let c = 0; c < medians.length; c++) best = Math.min(best, medians[c]!);
  for (let c = 0; c < medians.length; c++)
    medians[c] = medians[c]! < Infinity ? Math.log2(medians[c]! / best) : Infinity;
  return medians;
}

/** Of the profile of one, in closed form: a problem counts from its ratio on. */
function area(ratios: readonly Float64Array[], c: number): number {
  let sum = 0;
  for (const problem of ratios) sum += Math.max(0, 1 - problem[c]! / MOST);
  return sum / ratios.length;
}

/** On how many problems it is within each of the factors: into `counts`. */
function within(ratios: readonly Float64Array[], c: number, counts: Uint16Array): Uint16Array {
  counts.fill(0);
  for (const problem of ratios) {
    // A factor's own rounding must not decide.
    const first = Math.ceil((problem[c]! / MOST) * (factors.length - 1) - 1e-9);
    if (first < counts.length) counts[first]!++;
  }
  for (let f = 1; f < counts.length; f++) counts[f]! += counts[f - 1]!;
  return counts;
}

interface Order {
  readonly values: Float64Array;
  readonly seeds: Uint32Array;
}

/** The values from the least on, and of which seed each is. */
function bySize(values: readonly number[]): Order {
  const seeds = values
    .map((_, s) => s)
    .sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : 0));
  return { values: Float64Array.from(seeds, (s) => values[s]!), seeds: Uint32Array.from(seeds) };
}

/** The median of what has each seed's value as often as `times` says. */
function medianOf({ values, seeds }: Order, times: Uint32Array): number {
  const n = seeds.length;
  let i = 0;
  let seen = times[seeds[0]!]!;
  while (seen <= (n - 1) >> 1) seen += times[seeds[++i]!]!;
  const lower = values[i]!;
  while (seen <= n >> 1) seen += times[seeds[++i]!]!;
  const upper = values[i]!;
  return lower === upper ? lower : (lower + upper) / 2;
}

/** Of counts: the least k that has at least that share at or below it. */
function quantile(counts: Float64Array, share: number): number {
  const total = counts.reduce((a, b) => a + b, 0);
  let [k, seen] = [0, counts[0]!];
  while (seen < share * total) seen += counts[++k]!;
  return k;
}
