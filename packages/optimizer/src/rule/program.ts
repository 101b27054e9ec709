import type { Heap } from "../heap.ts";
import { memo } from "../memo.ts";
import { fuse } from "./fused.ts";
import { parseRule } from "./parse.ts";
import { portable } from "./portable.ts";
import { scalarsOf } from "./scalars.ts";
import { type Apply, type Arrays, findSwitches, type Plan, specialise } from "./specialise.ts";

type FloatType = Float32ArrayConstructor | Float64ArrayConstructor;

/** A plan, and what has been compiled from it so far: for the arrays' type, or as WebAssembly. */
interface Variant {
  readonly plan: Plan;
  readonly compiled: Map<FloatType | undefined, (arrays: Arrays, length: number, heap: Heap) => Apply>;
}

/** Arrays of one type and of `length`, by name, and the heap in which WebAssembly is to run the rule, if it is. */
export interface Task {
  readonly arrays: Arrays;
  readonly length: number;
  readonly heap?: Heap | undefined;
  /** What `apply` was made for: a step whose switches are the same need not look for its arrays again. */
  variant?: Variant;
  apply?: Apply;
}

/** A rule ready to run: parsed once, specialised for each combination of its switches when that is first met. */
export class Program {
  /** The arrays that the rule returns. */
  readonly outputs: readonly string[];
  /** Computes the scalars for the `run`s that follow. `t` counts from 1. */
  readonly prepare: (hyper: Readonly<Record<string, number>>, t: number) => void;
  /** Applies the rule to every element of a task's arrays, in place. */
  readonly run: (task: Task) => void;

  /**
   * @param rule the scalar function; see `parseRule`
   * @throws RuleError where it is not in the rule language
   */
  constructor(rule: (...args: never[]) => unknown, arrays: readonly string[], scalars: readonly string[]) {
    const parsed = parseRule(rule.toString(), arrays, scalars);
    const evaluate = scalarsOf(parsed);
    const switches = findSwitches(parsed);
    /** By the switches that are on, as bits. */
    const variants = new Map<number, Variant>();
    let values: Float64Array;
    let variant: Variant;

    this.outputs = Object.keys(parsed.outputs);
    this.prepare = (hyper, t) => {
      values = evaluate(hyper, t);
      let on = 0;
      for (const id of switches) on = on * 2 + values[id]!;
      variant = memo(variants, on, () => ({
        plan: specialise(parsed, (id) => values[id] === 1),
        compiled: new Map(),
      }));
    };
    this.run = (task) => {
      if (task.variant !== variant) {
        const { plan, compiled } = variant;
        const { arrays, length, heap } = task;
        const type = heap ? undefined : (Object.values(arrays)[0]!.constructor as FloatType);
        task.apply = memo(compiled, type, () => (type ? portable(plan, type) : fuse(plan)))(arrays, length, heap!);
        task.variant = variant;
      }
      task.apply!(values);
    };
  }
}
