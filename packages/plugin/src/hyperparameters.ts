import type { Hyperparameter, HyperSpec, Scale } from "./contract.ts";
import { fail, mustBe } from "./errors.ts";

/** A positive magnitude that spans decades: a learning rate, an ε, a weight decay. At least 0. */
export function rate(value: number, doc: string, range?: readonly [number, number]): Hyperparameter<"log"> {
  return define("rate", "log", value, doc, range, () => (value > 0 ? [value / 100, value * 100] : [1e-6, 1e-1]));
}

/** The decay of a moving average, where 1 - x spans decades: β, ρ, a momentum. At least 0, less than 1. */
export function decay(value: number, doc: string, range?: readonly [number, number]): Hyperparameter<"decay"> {
  return define("decay", "decay", value, doc, range, () => (value < 0.99 ? [0.5, 0.99] : [0.9, 0.9999]));
}

/** Any finite number, searched evenly over its range. */
export function number(value: number, doc: string, range: readonly [number, number]): Hyperparameter<"linear"> {
  return define("number", "linear", value, doc, range);
}

/** Off or on, 0 or 1. */
export function flag(value: 0 | 1, doc: string): Hyperparameter<"flag"> {
  return define("flag", "flag", value, doc, [0, 1]);
}

/** @throws RangeError for a default or a bound of the range that the scale does not have */
function define<S extends Scale>(
  definer: string,
  scale: S,
  value: number,
  doc: string,
  given?: readonly [number, number],
  usual?: () => readonly [number, number],
): Hyperparameter<S> {
  const what = `${definer} "${doc}"`;
  inDomain(`${what}: default`, scale, value);
  const range = given ?? usual?.();
  if (!Array.isArray(range)) mustBe(`${what}: range`, "a list of two numbers", range);
  for (const x of range) inDomain(`${what}: range`, scale, x);
  return { default: value, range: range as never, scale, doc };
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
