import type { FloatType } from "../float-array.ts";
import { memo } from "../memo.ts";
import { isSweep, leastNormal } from "../subnormal.ts";
import { called, type ElementFunction } from "./called.ts";
import { fuse } from "./fused.ts";
import type { Rule } from "./ir.ts";
import type { Operations } from "./operations.ts";
import { parseRule } from "./parse.ts";
import { portable } from "./portable.ts";
import type { Program } from "./program.ts";
import { scalarsOf } from "./scalars.ts";
import type { Plan } from "./specialise.ts";

/** A sign that a rule's text is not its author's: a counter's or helper's call, renamed parameters, no text at all. */
const rewritten = /(cov|__pow)\w*\(|^[^)]*?\((_|param\b)|code"?\]/i;

interface Compiled {
  readonly number: number;
  readonly plan: Plan;
  /** By the arrays' type: as WebAssembly, and not. */
  readonly fused: Map<FloatType, ReturnType<typeof fuse>>;
  readonly portable: Map<FloatType, ReturnType<typeof portable>>;
}

/**
 * @param rule the scalar function; see `parseRule`
 * @param arrays, scalars the names that it may take
 * @param states the arrays that are cleared of subnormal numbers
 * @param owner whose rule it is, for messages
 * @param more functions of `Math` beside those that every rule may call
 * @throws RuleError where it is not in the rule language
 */
export function compile(
  rule: ElementFunction,
  arrays: readonly string[],
  scalars: readonly string[],
  states: readonly string[] = [],
  owner = "",
  more: Operations = {},
): Program {
  const text = `${rule}`;
  let parsed: Rule;
  try {
    parsed = parseRule(text, arrays, scalars, states, owner, more);
  } catch (error) {
    if (rewritten.test(text)) return called(rule, states);
    throw error;
  }
  const { nodes, least, outputs } = parsed;
  const values = Float64Array.from(nodes, ({ value }) => value);
  const leaves = [...nodes.entries()].filter(([, { op, name }]) => op === "scalar" && name && name !== "t");
  const time = nodes.findIndex(({ op, name }) => op === "scalar" && name === "t");
  const evaluate = scalarsOf(parsed);
  const compiled = new Map<Plan, Compiled>();
  let present: Compiled | undefined;
  let last: object | undefined;
  let version = 0;

  return {
    outputs: Object.keys(outputs),
    prepare(scalars, t, same) {
      if (!same || last !== scalars) {
        version++;
        last = scalars;
        for (let i = 0; i < leaves.length; i++) values[leaves[i]![0]] = scalars[leaves[i]![1].name]!;
      }
      if (time >= 0) values[time] = t;
      values[least] = Number(isSweep(t));
      const plan = evaluate(values, version);
      if (present?.plan !== plan)
        present = memo(compiled, plan, () => ({
          number: compiled.size,
          plan,
          fused: new Map(),
          portable: new Map(),
        }));
    },
    run(task) {
      const { type, heap } = task;
      const { number, plan, fused, portable: plain } = present!;
      if (values[least]) values[least] = leastNormal(type);
      task.applies ??= [];
      task.applies[number] ??= heap
        ? memo(fused, type, () => fuse(plan, type))(task.arrays, task.length, heap, task.apart)
        : memo(plain, type, () => portable(plan, type))(task.arrays, task.length);
      task.applies[number](values);
    },
  };
}
