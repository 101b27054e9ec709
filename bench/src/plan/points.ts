import { numpyRandom } from "@downhill/plugin/random";

/**
 * A randomized Halton sequence: points that fill the unit cube evenly, each digit of each coordinate permuted at random.
 * Of any b points in a row, each b-th part of the axis whose base is b has one. The first coordinates are the same
 * however many there are, and the first points however many are drawn.
 *
 * Source: Halton 1960; Owen 2017, A randomized Halton algorithm in R, arXiv:1706.02808, with permutations that are the same
 * for all points.
 * @param seed of the permutations
 * @returns the coordinates, in [0, 1), of the point of that number, from 0 on
 */
export function halton(seed: number, dimensions: number): (index: number) => number[] {
  const random = numpyRandom(seed, "halton");
  const axes = bases(dimensions).map((base) => {
    // As many digits as a float64 holds exactly.
    const digits = Math.floor((53 * Math.LN2) / Math.log(base));
    return { base, permutations: Array.from({ length: digits }, () => permutation(base, random.uniform)) };
  });
  return (index) => axes.map(({ base, permutations }) => inverse(index, base, permutations));
}

/** The digits of `index`, least first, as those behind the point of a number below 1. */
function inverse(index: number, base: number, permutations: readonly (readonly number[])[]): number {
  let [numerator, denominator, rest] = [0, 1, index];
  for (const digits of permutations) {
    numerator = numerator * base + digits[rest % base]!;
    denominator *= base;
    rest = Math.floor(rest / base);
  }
  return numerator / denominator;
}

/** Fisher and Yates. */
function permutation(n: number, uniform: () => number): number[] {
  const values = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  return values;
}

/** Primes, 3 before 2: of four trials, three are drawn, and what comes first is to have one in each third of its range. */
function bases(count: number): number[] {
  const primes = [3, 2];
  for (let n = 5; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes.slice(0, count);
}
