import type { Hyperparameter, HyperSpec, Scale } from "./contract.ts";
import { fail, mustBe } from "./errors.ts";

type Range = readonly [number, number];

/** A positive magnitude that spans decades: a learning rate, an ε, a weight decay. At least 0. */
export function rate(
  value: number,
  doc: string,
  range: Range = value > 0 ? [value / 100, value * 100] : [1e-6, 1e-1],
): Hyperparameter<"log"> {
  return { default: value, range, scale: "log", doc };
}

/** The decay of a moving average, where 1 - x spans decades: β, ρ, a momentum. At least 0, less than 1. */
export function decay(
  value: number,
  doc: string,
  range: Range = value < 0.99 ? [0.5, 0.99] : [0.9, 0.9999],
): Hyperparameter<"decay"> {
  return { default: value, range, scale: "decay", doc };
}

/** Any finite number, searched evenly over its range. */
export function number(value: number, doc: string, range: Range): Hyperparameter<"linear"> {
  return { default: value, range, scale: "linear", doc };
}

/** Off or on, 0 or 1. */
export function flag(value: 0 | 1, doc: string): Hyperparameter<"flag"> {
  return { default: value, range: [0, 1], scale: "flag", doc };
}

const domains: Record<Scale, readonly [test: (x: number) => boolean, words: string]> = {
  log: [(x) => x >= 0 && x < Infinity, "a finite number, at least 0"],
  decay: [(x) => x >= 0 && x < 1, "at least 0 and less than 1"],
  linear: [Number.isFinite, "a finite number"],
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
  const { scale } = spec[name]!;
  const [test, words] = domains[scale];
  const x = scale === "flag" && typeof value === "boolean" ? Number(value) : value;
  if (typeof x === "number" && test(x)) return x;
  const hint = typeof value === "function" ? ` (optimizer.schedules.${name} = … sets a schedule)` : when;
  return mustBe(`${owner}: ${name}`, words, value, hint);
}
