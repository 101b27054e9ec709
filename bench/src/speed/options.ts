import { InvalidArgumentError } from "commander";
import { positiveNumber } from "../options.ts";

/** The arrays of some optimizers would not fit into one WebAssembly memory with more parameters. */
const mostParameters = 1e8;

export function size(text: string): number {
  const value = positiveNumber(text);
  if (value > mostParameters) throw new InvalidArgumentError(`It must be at most ${mostParameters}.`);
  return value;
}

/** A parser of a value that may be given several times, or several at once with commas between. */
export function list<T>(parse: (text: string) => T): (text: string, before: readonly T[] | undefined) => T[] {
  return (text, before = []) => [...new Set([...before, ...text.split(",").map(parse)])];
}

export function oneOf<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    if (!choices.includes(text as T)) throw new InvalidArgumentError(`"${text}" is none of: ${choices.join(", ")}.`);
    return text as T;
  };
}
