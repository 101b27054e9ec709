/** @param what the optimizer, and what of it is wrong, and why */
export function fail(what: string): never {
  throw new RangeError(what);
}

/** @param what the optimizer, and what of it has that value, and when */
export function mustBe(what: string, wanted: string, value: unknown, when = ""): never {
  fail(`${what} must be ${wanted}, got ${show(value)}${when}`);
}

/** @throws RangeError naming the first that is missing or not wanted */
export function sameNames(what: string, given: readonly string[], wanted: readonly string[]): void {
  for (const name of [...wanted, ...given])
    if (!given.includes(name) || !wanted.includes(name))
      fail(`${what}: "${name}" is ${given.includes(name) ? "unknown" : "missing"}`);
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "bigint") return `${value}n`;
  if (!isObject(value)) return String(value);
  const { constructor: type, length } = value as { constructor?: { name: string }; length?: number };
  return `${type?.name}${length === undefined ? "" : ` of length ${length}`}`;
}

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
