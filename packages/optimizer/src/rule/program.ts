import type { FloatArray } from "../contract.ts";
import type { Rule } from "./ir.ts";
import { parseRule } from "./parse.ts";
import { Portable } from "./portable.ts";
import { evaluateScalars } from "./scalars.ts";
import { findSwitches, specialise } from "./specialise.ts";

type AnyRule = (...args: never[]) => unknown;

/** A rule ready to run: parsed once, specialised for each combination of its switches when that is first met. */
export class Program {
  readonly #rule: Rule;
  readonly #scalars: Float64Array;
  readonly #switches: readonly number[];
  readonly #portable = new Map<number, Portable>();
  /** The switches that are on, as bits. */
  #truth = 0;

  /**
   * @param rule the scalar function; see `parseRule`
   * @throws RuleError where it is not in the rule language
   */
  constructor(rule: AnyRule, arrays: readonly string[], scalars: readonly string[]) {
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
    this.#truth = 0;
    for (const id of this.#switches) this.#truth = this.#truth * 2 + this.#scalars[id]!;
  }

  /** Applies the rule to every element, in place. All arrays are of one type and one length. */
  run(arrays: Readonly<Record<string, FloatArray>>): void {
    const [first] = Object.values(arrays);
    const type = first instanceof Float64Array ? Float64Array : Float32Array;
    const key = this.#truth * 2 + (type === Float64Array ? 1 : 0);
    let portable = this.#portable.get(key);
    if (!portable) {
      portable = new Portable(
        specialise(this.#rule, (id) => this.#scalars[id] !== 0),
        type,
      );
      this.#portable.set(key, portable);
    }
    portable.run(this.#scalars, arrays, first!.length);
  }
}
