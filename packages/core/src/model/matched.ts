import { checkChoice, checkFunction } from "@downhill/plugin/arguments";

type Named<T> = Readonly<Record<string, T>>;

/** What `load` does with arrays that the one side has and the other has not. */
export interface MatchOptions {
  /** `keep`: what is not in the state stays as it is, such as a new head's weights. Default `throw`. */
  readonly missing?: "throw" | "keep" | undefined;
  /** `ignore`: what only the state has is left out. Default `throw`. */
  readonly extra?: "throw" | "ignore" | undefined;
  /** What this model calls an array of the state: `(name) => name.replace("encoder.", "")`. */
  readonly rename?: ((name: string) => string) | undefined;
}

export const MATCH = ["missing", "extra", "rename"] as const;

/** @throws TypeError or RangeError for an option that makes no sense */
export function checkMatch(owner: string, { missing = "throw", extra = "throw", rename }: MatchOptions): void {
  checkChoice(owner, "missing", missing, ["throw", "keep"]);
  checkChoice(owner, "extra", extra, ["throw", "ignore"]);
  if (rename !== undefined) checkFunction(owner, "rename", rename);
}

/**
 * Those of `given` that are wanted, by their names here.
 * @param unknown what to say of one that is not wanted
 * @param lacking what to say of one that is not given
 * @throws RangeError also where nothing that is given is wanted, though it may be ignored: a `rename` is wrong
 */
export function matched<T>(
  given: Named<T>,
  wanted: Named<unknown>,
  { missing, extra, rename = (name) => name }: MatchOptions,
  unknown: (name: string) => string,
  lacking: (name: string) => string,
): Record<string, T> {
  const found: Record<string, T> = {};
  for (const [old, value] of Object.entries(given)) {
    const name = rename(old);
    if (Object.hasOwn(found, name)) throw new RangeError(`load: rename gives two arrays the name ${name}`);
    if (Object.hasOwn(wanted, name)) found[name] = value;
    else if (extra !== "ignore") throw new RangeError(unknown(name));
  }
  const names = Object.keys(wanted).filter((name) => missing !== "keep" || Object.hasOwn(found, name));
  for (const name of names) if (!Object.hasOwn(found, name)) throw new RangeError(lacking(name));
  const [first] = Object.keys(given);
  if (first !== undefined && names.length === 0 && Object.keys(wanted).length > 0) {
    throw new RangeError(`load: nothing that is given is of this model, such as ${rename(first)}`);
  }
  return Object.fromEntries(names.map((name) => [name, found[name]!]));
}
