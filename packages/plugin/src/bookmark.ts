/** Where a stream has what `bookmark` calls. */
export const BOOKMARK = Symbol("bookmark");

/**
 * Remembers where a random stream is, and gives what takes it back there: for `numpyRandom`'s, in a tenth of the time that
 * `state` and `load` take. Undefined for others.
 */
export function bookmark(random: object): (() => void) | undefined {
  return (random as { readonly [BOOKMARK]?: () => () => void })[BOOKMARK]?.();
}
