/** @param what the optimizer, and what of it is wrong, and why */
export function fail(what: string, type: ErrorConstructor = RangeError): never {
  throw new type(what);
}

/** @param what the optimizer, and what of it has that value, and when */
export function mustBe(what: string, wanted: string, value: unknown, when = "", type?: ErrorConstructor): never {
  fail(`${what} must be ${wanted}, got ${show(value)}${when}`, type);
}

/**
 * @param choices those of each option; undefined for one that is not to be looked at
 * @throws RangeError for an option that there is not, and for a value that it cannot have
 */
export function checkOptions(
  owner: string,
  choices: Readonly<Record<string, readonly unknown[] | undefined>>,
  options: object,
): void {
  checkRecord(`${owner}: options`, options);
  for (const [option, value] of Object.entries(options)) {
    if (!Object.hasOwn(choices, option))
      fail(`${owner}: unknown option "${option}" (it has ${Object.keys(choices).join(", ")})`);
    checkChoice(`${owner}: ${option}`, choices[option], value);
  }
}

/** @throws RangeError for what is neither undefined nor one of the choices */
export function checkChoice(what: string, choices: readonly unknown[] | undefined, value: unknown): void {
  if (value !== undefined && choices && !choices.includes(value)) mustBe(what, choices.map(show).join(", "), value);
}

/** @throws TypeError for what is no loss, such as an asynchronous function's promise */
export function checkLoss(owner: string, loss: unknown): asserts loss is number {
  if (typeof loss !== "number") mustBe(`${owner}: the loss that evaluate returns`, "a number", loss, "", TypeError);
}

/** @throws RangeError naming the first that is missing or not wanted */
export function sameNames(what: string, given: readonly string[], wanted: readonly string[]): void {
  const [is, shouldBe] = [new Set(given), new Set(wanted)];
  for (const name of [...wanted, ...given])
    if (!is.has(name) || !shouldBe.has(name)) fail(`${what}: "${name}" is ${is.has(name) ? "unknown" : "missing"}`);
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  if (!isObject(value)) return String(value);
  if ("then" in value) return "a promise, which nobody waits for";
  const { constructor: type, length } = value as { constructor?: { name: string }; length?: number };
  return `${type?.name}${length === undefined ? "" : ` of length ${length}`}`;
}

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Whether it is an object with values by name, and no list or Map. */
export const isRecord = (value: unknown): value is object => isObject(value) && !(Symbol.iterator in value);

export function checkRecord(what: string, value: unknown, more = ""): asserts value is object {
  if (!isRecord(value)) mustBe(what, `a record${more}`, value);
}

/** Whether it is a number of things. */
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
