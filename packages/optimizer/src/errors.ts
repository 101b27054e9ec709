/** @param what the optimizer, and what of it is wrong, and why */
export function fail(what: string): never {
  throw new RangeError(what);
}

/** @param what the optimizer, and what of it has that value, and when */
export function mustBe(what: string, wanted: string, value: unknown, when = ""): never {
  fail(`${what} must be ${wanted}, got ${show(value)}${when}`);
}

/** @throws RangeError for an option that there is not, and for a value that it cannot have */
export function checkOptions(
  owner: string,
  choices: Readonly<Record<string, readonly string[]>>,
  options: Readonly<Record<string, string>>,
): void {
  for (const [option, value] of Object.entries(options)) {
    const allowed = choices[option] ?? fail(`${owner}: unknown option "${option}"`);
    if (!allowed.includes(value)) mustBe(`${owner}: ${option}`, allowed.map(show).join(", "), value);
  }
}

/** @throws TypeError for what is no loss, such as an asynchronous function's promise */
export function checkLoss(owner: string, loss: unknown): asserts loss is number {
  if (typeof loss !== "number")
    throw new TypeError(`${owner}: evaluate must return the loss, a number, got ${show(loss)}`);
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
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  if (!isObject(value)) return String(value);
  if ("then" in value) return "a promise (step is synchronous)";
  const { constructor: type, length } = value as { constructor?: { name: string }; length?: number };
  return `${type?.name}${length === undefined ? "" : ` of length ${length}`}`;
}

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
