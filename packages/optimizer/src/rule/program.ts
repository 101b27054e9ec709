import type { FloatArray } from "../contract.ts";
import type { Heap } from "../heap.ts";
import { Fused } from "./fused.ts";
import type { Rule } from "./ir.ts";
import { parseRule } from "./parse.ts";
import { Portable } from "./portable.ts";
import { evaluateScalars } from "./scalars.ts";
import { findSwitches, type Plan, specialise } from "./specialise.ts";

type FloatType = Float32ArrayConstructor | Float64ArrayConstructor;

/** A plan, with what has been compiled from it so far. */
interface Variant {
  readonly plan: Plan;
  fused?: Fused;
  readonly portable: Map<FloatType, Portable>;
}

/** A rule ready to run: parsed once, specialised for each combination of its switches when that is first met. */
export class Program {
  readonly #rule: Rule;
  readonly #scalars: Float64Array;
  readonly #switches: readonly number[];
  /** By the switches that are on, as bits. */
  readonly #variants = new Map<number, Variant>();
  #variant!: Variant;

  /**
   * @param rule the scalar function; see `parseRule`
   * @throws RuleError where it is not in the rule language
   */
  constructor(rule: (...args: never[]) => unknown, arrays: readonly string[], scalars: readonly string[]) {
    this.#rule = parseRule(rule.toString(), arrays, scalars);
    this.#switches = findSwitches(this.#rule);
    this.#scalars = new Float64Array(this.#rule.nodes.length);
  }

  /** The arrays that the rule returns. */
  get outputs(): string[] {
    return Object.keys(this.#rule.outputs);
  }

  /** Computes the scalars for the `run`s that follow. `t` counts from 1. */
  prepare(hyper: Readonly<Record<string, number>>, t: number): void {
    evaluateScalars(this.#rule, hyper, t, this.#scalars);
    let on = 0;
    for (const id of this.#switches) on = on * 2 + this.#scalars[id]!;
    let variant = this.#variants.get(on);
    if (!variant) {
      variant = { plan: specialise(this.#rule, (id) => this.#scalars[id] !== 0), portable: new Map() };
      this.#variants.set(on, variant);
    }
    this.#variant = variant;
  }

  /** Applies the rule to every element of a task's arrays, in place. */
  run(task: Task): void {
    if (task.variant !== this.#variant) {
      task.variant = this.#variant;
      task.bound = bind(this.#variant, task);
    }
    task.bound!(this.#scalars);
  }
}

/** Arrays of one type and of `length`, by name, and the heap in which WebAssembly is to run the rule, if it is. */
export interface Task {
  readonly arrays: Readonly<Record<string, FloatArray>>;
  readonly length: number;
  readonly heap?: Heap | undefined;
  /** What `bound` was made for: a step whose switches are the same need not look for its arrays again. */
  variant?: Variant;
  bound?: (scalars: Float64Array) => void;
}

function bind(variant: Variant, { arrays, length, heap }: Task): (scalars: Float64Array) => void {
  const { plan } = variant;
  if (heap) {
    variant.fused ??= new Fused(plan);
    return variant.fused.bind(heap, arrays as Record<string, Float32Array>, length);
  }
  const [store] = plan.stores;
  if (!store) return () => {};
  const type = arrays[store.name] instanceof Float64Array ? Float64Array : Float32Array;
  let portable = variant.portable.get(type);
  if (!portable) {
    portable = new Portable(plan, type);
    variant.portable.set(type, portable);
  }
  return (scalars) => portable.run(scalars, arrays, length);
}
