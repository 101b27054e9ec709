/**
 * Benjamini and Hochberg's correction (1995): p-values to hold against the share of false ones that may be among those that
 * are shown. For many questions of which many may be answered yes, where Holm's asks for too much.
 */
export function discoveries(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[b]! - ps[a]!);
  const adjusted = new Array<number>(ps.length);
  let least = 1;
  for (const [above, i] of order.entries()) {
    least = Math.min(least, (ps.length / (ps.length - above)) * ps[i]!);
    adjusted[i] = least;
  }
  return adjusted;
}
