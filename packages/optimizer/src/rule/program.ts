import type { Heap } from "../heap.ts";
import { memo } from "../memo.ts";
import { fuse } from "./fused.ts";
import { parseRule } from "./parse.ts";
import { portable } from "./portable.ts";
import { scalarsOf } from "./scalars.ts";
import { type Apply, type Arrays, findSwitches, specialise } from "./specialise.ts";

type FloatType = Float32ArrayConstructor | Float64ArrayConstructor;

/** Arrays of one type and of `length`, by name, and the heap in which WebAssembly is to run the rule, if it is. */
export interface Task {
  readonly arrays: Arrays;
  readonly length: number;
  readonly heap?: Heap | undefined;
  /** The switches that `apply` was made for: a step where they are the same need not look for its arrays again. */
  on?: number;
  apply?: Apply;
}

/** A rule ready to run: parsed once, specialised for each combination of its switches when that is first met. */
export interface Program {
  /** The arrays that the rule returns. */
  readonly outputs: readonly string[];
  /** Computes the scalars for the `run`s that follow. `t` counts from 1. */
  prepare(hyper: Readonly<Record<string, number>>, t: number): void;
  /** Applies the rule to every element of a task's arrays, in place. */
  run(task: Task): void;
}

/**
 * @param rule the scalar function; see `parseRule`
 * @throws RuleError where it is not in the rule language
 */
export function compile(
  rule: (...args: never[]) => unknown,
  arrays: readonly string[],
  scalars: readonly string[],
): Program {
  const parsed = parseRule(rule.toString(), arrays, scalars);
  const evaluate = scalarsOf(parsed);
  const switches = findSwitches(parsed);
  /** By the switches that are on, and the arrays' type, or none for WebAssembly. */
  const compiled = new Map<string, (arrays: Arrays, length: number, heap: Heap) => Apply>();
  let values: Float64Array;
  /** The switches that are on, as bits. */
  let on: number;

  return {
    outputs: Object.keys(parsed.outputs),
    prepare(hyper, t) {
      values = evaluate(hyper, t);
      on = switches.reduce((bits, id) => bits * 2 + (values[id] ? 1 : 0), 0);
    },
    run(task) {
      if (task.on !== on) {
        const { arrays, length, heap } = task;
        const type = heap ? undefined : (Object.values(arrays)[0]!.constructor as FloatType);
        const apply = memo(compiled, `${on}${type?.name}`, () => {
          const plan = specialise(parsed, (id) => values[id]);
          return type ? portable(plan, type) : fuse(plan);
        });
        task.apply = apply(arrays, length, heap!);
        task.on = on;
      }
      task.apply!(values);
    },
  };
}
