import type { Hyperparameter, HyperSpec, Scale } from "./contract.ts";
import { fail, mustBe } from "./errors.ts";

type Range = readonly [number, number];

export interface HyperparameterOptions {
  /** Whether a search varies it. Default: where it is a rate, a decay or a number. */
  readonly search?: boolean | undefined;
  /** Whether it shapes state, and cannot be changed once an optimizer is there. Default false. */
  readonly fixed?: boolean | undefined;
}

/** A positive magnitude that spans decades: a learning rate, a weight decay. At least 0. */
export function rate(
  value: number,
  doc: string,
  range?: Range,
  options?: HyperparameterOptions,
): Hyperparameter<"log"> {
  return define("rate", "log", value, doc, range ?? around, options);
}

/** A small magnitude that keeps a division or a root finite, ε. At least 0; not searched. */
export function epsilon(value: number, doc: string, options?: HyperparameterOptions): Hyperparameter<"log"> {
  return define("epsilon", "log", value, doc, around, options, false);
}

/** The decay of a moving average, where 1 - x spans decades: β, ρ, a momentum. At least 0, less than 1. */
export function decay(
  value: number,
  doc: string,
  range?: Range,
  options?: HyperparameterOptions,
): Hyperparameter<"decay"> {
  return define("decay", "decay", value, doc, range ?? memory, options);
}

/** Any finite number, searched evenly over its range; also ±Infinity, where that is an end of the range. */
export function number(
  value: number,
  doc: string,
  range: Range,
  options?: HyperparameterOptions,
): Hyperparameter<"linear"> {
  return define("number", "linear", value, doc, range, options);
}

/** A count: 0, 1, 2, …; not searched. */
export function whole(
  value: number,
  doc: string,
  range: Range,
  options?: HyperparameterOptions,
): Hyperparameter<"whole"> {
  return define("whole", "whole", value, doc, range, options, false);
}

/** Off or on, 0 or 1; not searched. */
export function flag(value: 0 | 1, doc: string, options?: HyperparameterOptions): Hyperparameter<"flag"> {
  return define("flag", "flag", value, doc, [0, 1], options, false);
}

/** Where a search looks for what has that default. */
const around = (value: number): Range => (value > 0 ? [value / 100, value * 100] : [1e-6, 1e-1]);
const memory = (value: number): Range => (value < 0.99 ? [0.5, 0.99] : [0.9, 0.9999]);

/** @throws RangeError for a default or a bound of the range that the scale does not have */
function define<S extends Scale>(
  definer: string,
  scale: S,
  value: number,
  doc: string,
  given: Range | ((value: number) => Range),
  options: HyperparameterOptions = {},
  search = true,
): Hyperparameter<S> {
  const what = `${definer} "${doc}"`;
  inDomain(`${what}: default`, scale, value);
  const range = typeof given === "function" ? given(value) : given;
  if (!Array.isArray(range)) mustBe(`${what}: range`, "a list of two numbers", range);
  for (const x of range) if (scale !== "linear" || Number.isNaN(x)) inDomain(`${what}: range`, scale, x);
  return { default: value, range, scale, doc, search: options.search ?? search, fixed: options.fixed ?? false };
}

/** What all hyperparameters are where nothing is given. */
export const defaultsOf = (spec: HyperSpec): Record<string, number> =>
  Object.fromEntries(Object.entries(spec).map(([name, { default: value }]) => [name, value]));

const domains: Record<Scale, readonly [test: (x: number) => boolean, words: string]> = {
  log: [(x) => x >= 0 && x < Infinity, "a finite number, at least 0"],
  decay: [(x) => x >= 0 && x < 1, "at least 0 and less than 1"],
  linear: [Number.isFinite, "a finite number"],
  whole: [(x) => Number.isSafeInteger(x) && x >= 0, "a whole number, at least 0"],
  flag: [(x) => x === 0 || x === 1, "0 or 1, false or true"],
};

/** @throws RangeError for a name that is none of the hyperparameters' */
export function checkName(owner: string, spec: HyperSpec, name: string): void {
  if (!Object.hasOwn(spec, name))
    fail(`${owner}: unknown hyperparameter "${name}" (it has ${Object.keys(spec).join(", ")})`);
}

/** The number that a value means. @throws RangeError for one that the hyperparameter may not have */
export function check(owner: string, spec: HyperSpec, name: string, value: unknown, when = ""): number {
  checkName(owner, spec, name);
  const { scale, range } = spec[name]!;
  if (range.includes(value as number)) return value as number;
  return inDomain(
    `${owner}: ${name}`,
    scale,
    scale === "flag" && typeof value === "boolean" ? Number(value) : value,
    typeof value === "function" ? ` (optimizer.schedules.${name} = … sets a schedule)` : when,
  );
}

function inDomain(what: string, scale: Scale, value: unknown, when?: string): number {
  const [test, words] = domains[scale];
  return typeof value === "number" && test(value) ? value : mustBe(what, words, value, when);
}
