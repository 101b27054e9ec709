/** A share of runs, and what it may be of all runs there could be. */
export interface Share {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** The normal distribution's 97.5 % quantile. */
const z = 1.959963984540054;

/** Wilson's score interval of a proportion, 95 %, without correction for continuity (Wilson 1927). @param of > 0 */
export function wilson(hits: number, of: number): Share {
  const rate = hits / of;
  const centre = rate + z ** 2 / (2 * of);
  const half = z * Math.sqrt((rate * (1 - rate)) / of + z ** 2 / (4 * of ** 2));
  const scale = 1 + z ** 2 / of;
  // At the ends rounding may leave 1e-17 of what is exactly nothing.
  return {
    rate,
    low: hits === 0 ? 0 : (centre - half) / scale,
    high: hits === of ? 1 : (centre + half) / scale,
  };
}
