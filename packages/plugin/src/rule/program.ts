import type { FloatType } from "../float-array.ts";
import type { Heap } from "../heap.ts";
import { memo } from "../memo.ts";
import { isSweep, leastNormal } from "../subnormal.ts";
import { called, type ElementFunction } from "./called.ts";
import { fuse } from "./fused.ts";
import type { Rule } from "./ir.ts";
import { parseRule } from "./parse.ts";
import { portable } from "./portable.ts";
import { scalarsOf } from "./scalars.ts";
import { type Apply, type Arrays, findSwitches, specialise } from "./specialise.ts";

/** Arrays of one type and of `length`, by name, and the heap in which WebAssembly is to run the rule, if it is. */
export interface Task {
  readonly arrays: Arrays;
  readonly type: FloatType;
  readonly length: number;
  readonly heap?: Heap | undefined;
  /** What was made for the arrays, by the switches that are on. */
  applies?: Apply[];
}

/** A rule ready to run: parsed once, specialised for each combination of its switches when that is first met. */
export interface Program {
  /** Why it does not run as WebAssembly, if it does not. */
  readonly reason?: string;
  /** The arrays that the rule returns. */
  readonly outputs: readonly string[];
  /** Computes the scalars for the `run`s that follow. `t` counts from 1. */
  prepare(hyper: Readonly<Record<string, number>>, t: number): void;
  /** Applies the rule to every element of a task's arrays, in place. */
  run(task: Task): void;
}

/** A sign that a rule's text is not its author's: a counter's or helper's call, renamed parameters, no text at all. */
const rewritten = /(cov|__pow)\w*\(|^[^)]*?\((_|param\b)|code"?\]/i;

/**
 * @param rule the scalar function; see `parseRule`
 * @param states the arrays that are cleared of subnormal numbers
 * @throws RuleError where it is not in the rule language
 */
export function compile(
  rule: ElementFunction,
  arrays: readonly string[],
  scalars: readonly string[],
  states: readonly string[] = [],
): Program {
  const text = `${rule}`;
  let parsed: Rule;
  try {
    parsed = parseRule(text, arrays, scalars, states);
  } catch (error) {
    if (rewritten.test(text)) return called(rule, states);
    throw error;
  }
  const { least, outputs } = parsed;
  const evaluate = scalarsOf(parsed);
  const switches = findSwitches(parsed);
  /** By the switches that are on, and the arrays' type, or none for WebAssembly. */
  const compiled = new Map<string, (arrays: Arrays, length: number, heap: Heap) => Apply>();
  let values: Float64Array;
  /** The switches that are on, as bits. */
  let on: number;

  return {
    outputs: Object.keys(outputs),
    prepare(hyper, t) {
      values = evaluate(hyper, t);
      values[least] = Number(isSweep(t));
      on = switches.reduce((bits, id) => bits * 2 + (values[id] ? 1 : 0), 0);
    },
    run(task) {
      const { arrays, type, length, heap } = task;
      task.applies ??= [];
      task.applies[on] ??= memo(compiled, `${on}${heap ? "" : type.name}`, () => {
        const plan = specialise(parsed, (id) => values[id]);
        return heap ? fuse(plan) : portable(plan, type);
      })(arrays, length, heap!);
      if (values[least]) values[least] = leastNormal(type);
      task.applies[on]!(values);
    },
  };
}
