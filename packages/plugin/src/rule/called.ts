import { isSweep, sweep } from "../subnormal.ts";
import type { Program } from "./program.ts";

/** A rule, whichever arrays and scalars it takes. */
export type ElementFunction = (...args: never[]) => unknown;

type Numbers = Record<string, number>;

/**
 * A rule that cannot be read, because a tool has rewritten its text or keeps none: it is called itself, for each element,
 * in float64, and what it returns is rounded once.
 */
export function called(rule: ElementFunction, states: readonly string[]): Program {
  const call = rule as (elements: Numbers, scalars: Numbers, t: number) => Numbers;
  let scalars: Numbers;
  let t: number;
  return {
    reason: "a tool has rewritten the rule, or keeps no text of it: leave its file out of coverage, ES5 and byte code",
    outputs: ["w", ...states],
    prepare(numbers, step) {
      scalars = numbers;
      t = step;
    },
    run({ arrays, length }) {
      const elements: Numbers = {};
      for (let i = 0; i < length; i++) {
        for (const name in arrays) elements[name] = arrays[name]![i]!;
        const results = call(elements, scalars, t);
        for (const name in results) arrays[name]![i] = results[name]!;
      }
      if (isSweep(t)) for (const name of states) sweep(arrays[name]!);
    },
  };
}
