import { type NumpyRandom, numpyRandom } from "@downhill/core";
import { checkBoolean, checkChoice, checkNumber, checkOptions, checkWhole } from "@downhill/plugin/arguments";
import type { Precision, Problem, ProblemOption, StartOptions, Task } from "./problem.ts";
import type { Targets } from "./targets.ts";

export type Options = Readonly<Record<string, ProblemOption>>;
/** The values of the options, defaults filled in. */
export type Given<O extends Options> = {
  readonly [K in keyof O]: O[K]["scale"] extends "flag"
    ? boolean
    : O[K]["default"] extends null
      ? number | null
      : number;
};

export interface Start<O extends Options> {
  readonly options: Given<O>;
  readonly seed: number;
  /** The stream of that seed, from its beginning. */
  readonly random: NumpyRandom;
  readonly precision: Precision;
}

export interface Definition<O extends Options>
  extends Pick<Problem, "name" | "doc" | "source" | "group" | "budget" | "metric"> {
  readonly options: O;
  readonly precision: Precision;
  /** Loads what `start` needs. */
  prepare?(): Promise<void>;
  start(start: Start<O>): Task;
}

/**
 * A problem that checks what it is started with.
 * @param targets its own among others
 */
export function problemOf<const O extends Options>(definition: Definition<O>, targets: Targets["problems"]): Problem {
  const { name, options, precision: own } = definition;
  return {
    ...definition,
    targets: targets[name] ?? [],
    prepare: async () => definition.prepare?.(),
    start(given: StartOptions = {}) {
      checkOptions(name, given, ["seed", "options", "precision"]);
      const { seed = 0, precision = own } = given;
      checkChoice(name, "precision", precision, ["float32", "float64"]);
      const values = valuesOf(name, options, given.options);
      return definition.start({ options: values, seed, random: numpyRandom(seed, name), precision });
    },
  };
}

function valuesOf<O extends Options>(
  name: string,
  options: O,
  given: Readonly<Record<string, unknown>> = {},
): Given<O> {
  checkOptions(name, given, Object.keys(options));
  const values = Object.entries(options).map(([key, option]) => {
    const value = given[key] ?? option.default;
    if (value !== null) checkValue(name, key, value, option);
    return [key, value];
  });
  return Object.fromEntries(values);
}

function checkValue(name: string, key: string, value: unknown, { scale, range }: ProblemOption): void {
  if (scale === "flag") checkBoolean(name, key, value);
  if (scale === "whole") checkWhole(name, key, value, 0);
  if (scale === "flag" || !range) return;
  const [least, most] = range;
  checkNumber(name, key, value, { words: `from ${least} to ${most}`, has: (x) => x >= least && x <= most });
}
