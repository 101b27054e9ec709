/** Of pairs, how probable it is that they differ as much where nothing but chance makes them differ. */
export interface SignedRank {
  /** Pairs that are not ties. */
  readonly pairs: number;
  /** The sum of the ranks of those in which the first is greater: SciPy's r_plus. */
  readonly greater: number;
  /** Two-sided, exact; 1 where all pairs are ties. */
  readonly p: number;
}

/**
 * Wilcoxon's signed-rank test of pairs (Wilcoxon 1945): ties are left out ("wilcox" in SciPy), and equal differences share
 * their mean rank. The distribution is exact, with equal differences too, for any number: by adding up the ways to each sum.
 * A miss is infinite: against a hit it is the largest of differences, against a miss a tie.
 */
export function signedRank(first: readonly number[], second: readonly number[]): SignedRank {
  const differences = first.map((x, i) => (x === second[i] ? 0 : x - second[i]!)).filter((d) => d !== 0);
  // Twice the ranks are whole numbers.
  const ranks = doubledRanks(differences.map(Math.abs));
  const total = ranks.reduce((a, b) => a + b, 0);
  const greater = ranks.reduce((sum, rank, i) => sum + (differences[i]! > 0 ? rank : 0), 0);
  let ways = Float64Array.of(1, ...new Float64Array(total));
  for (const rank of ranks) ways = ways.map((n, sum) => (n + (sum < rank ? 0 : ways[sum - rank]!)) / 2);
  // It is symmetric: the upper tail is that of the other sum.
  const tail = ways.subarray(0, Math.min(greater, total - greater) + 1).reduce((a, b) => a + b, 0);
  return { pairs: ranks.length, greater: greater / 2, p: Math.min(1, 2 * tail) };
}

/** 1, 2, … by size, doubled; equal ones have the mean of theirs. */
function doubledRanks(sizes: readonly number[]): number[] {
  const below = (size: number) => sizes.filter((other) => other < size).length;
  const equal = (size: number) => sizes.filter((other) => other === size).length;
  return sizes.map((size) => 2 * below(size) + equal(size) + 1);
}
