/**
 * Checks of arguments, one for each kind, for every package: TypeScript refuses what they refuse, JavaScript does not.
 * What has the wrong type is a TypeError, a value out of its range a RangeError; both name the owner, the argument and
 * what was given: `dropout: rate must be in [0, 1), got null`.
 */
import { show } from "./errors.ts";

export { show };

/** The numbers that make sense, and what they are for the message. */
export interface Domain {
  readonly words: string;
  readonly has: (x: number) => boolean;
}

export const FINITE: Domain = { words: "a finite number", has: Number.isFinite };
export const AT_LEAST_0: Domain = { words: "a finite number ≥ 0", has: (x) => x >= 0 && x < Infinity };
export const ABOVE_0: Domain = { words: "a finite number > 0", has: (x) => x > 0 && x < Infinity };
export const SHARE: Domain = { words: "in [0, 1]", has: (x) => x >= 0 && x <= 1 };
export const BELOW_1: Domain = { words: "in [0, 1)", has: (x) => x >= 0 && x < 1 };

const message = (owner: string, argument: string, wanted: string, value: unknown) =>
  `${owner}: ${argument} must be ${wanted}, got ${show(value)}`;

/** @throws TypeError: `owner: argument must be …, got …` */
export function refuse(owner: string, argument: string, wanted: string, value: unknown): never {
  throw new TypeError(message(owner, argument, wanted, value));
}

/** The same of something that should have been a number of some kind: a RangeError if it is another number. */
export function refuseNumber(owner: string, argument: string, wanted: string, value: unknown): never {
  if (typeof value === "number") throw new RangeError(message(owner, argument, wanted, value));
  return refuse(owner, argument, wanted, value);
}

/** A number of that domain. */
export function checkNumber(owner: string, argument: string, value: unknown, { words, has }: Domain = FINITE): void {
  if (typeof value !== "number" || !has(value)) refuseNumber(owner, argument, words, value);
}

/** A whole number from `least` on. */
export function checkWhole(owner: string, argument: string, value: unknown, least: 0 | 1 = 1): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  refuseNumber(owner, argument, least === 1 ? "a positive whole number" : "a whole number ≥ 0", value);
}

export function checkBoolean(owner: string, argument: string, value: unknown): void {
  if (typeof value !== "boolean") refuse(owner, argument, "true or false", value);
}

export function checkFunction(owner: string, argument: string, value: unknown): void {
  if (typeof value !== "function") refuse(owner, argument, "a function", value);
}

/** One of several words. */
export function checkChoice(owner: string, argument: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return;
  const words = choices.map(show);
  const message = `${owner}: ${argument} must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)}, got ${show(value)}`;
  throw typeof value === "string" ? new RangeError(message) : new TypeError(message);
}

/** A list or typed array of numbers of that domain; the first that is none is named by its index. */
export function checkNumbers(owner: string, argument: string, values: unknown, domain: Domain = FINITE): void {
  if (!isList(values)) refuse(owner, argument, "a list of numbers", values);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "number" || !domain.has(value)) refuseNumber(owner, `${argument}[${i}]`, domain.words, value);
  }
}

/** Whether it has a length and elements: an array or a typed array, of this realm or another; no string. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { length?: unknown }).length === "number";
}

/**
 * An object of options, none of them misspelt.
 * @param known the names that it may have
 * @throws TypeError for options that are no object; RangeError for an option that is not among the known ones
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options | undefined,
  known: readonly (keyof Options & string)[],
): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options))
    refuse(owner, "options", "an object", options);
  for (const name of Object.keys(options)) {
    if ((known as readonly string[]).includes(name)) continue;
    throw new RangeError(`${owner}: unknown option "${name}" (it has ${known.join(", ") || "none"})`);
  }
}
