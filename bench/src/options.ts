/** Parsers of the flags' values. Each says what is valid, whatever it was given instead. */

import { InvalidArgumentError } from "commander";

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

/** A number from `least` to `most`. */
export function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${words(least)} to ${words(most)}.`);
  };
}

/** A whole number from `least` to `most`; more than a billion of anything is a slip of the hand. */
export function whole(least: number, most = 1e9): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${words(least)} to ${words(most)}.`);
  };
}

const words = (bound: number): string => bound.toLocaleString("en", { maximumFractionDigits: 20 });

/** Values that may be given several times, or several at once with spaces or commas between; each counts once. */
export function list<T>(parse: (text: string) => T): (text: string, before: readonly T[] | undefined) => T[] {
  return (text, before = []) => [...new Set([...before, ...text.split(",").map(parse)])];
}

export function oneOf<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    if (choices.includes(text as T)) return text as T;
    throw new InvalidArgumentError(`"${text}" is none of: ${choices.join(", ")}.`);
  };
}
