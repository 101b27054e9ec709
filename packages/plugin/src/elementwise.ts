import { compiledEngine, type Scalars } from "./compiled-engine.ts";
import type { FloatArray, HyperSpec, Plugin } from "./contract.ts";
import type { Metadata, NamesOf, Numbers, StateSpec } from "./define.ts";
import { sameNames } from "./errors.ts";
import { defaultsOf } from "./hyperparameters.ts";
import { compile } from "./rule/compile.ts";
import type { Operations } from "./rule/operations.ts";
import type { Program } from "./rule/program.ts";
import { plugin } from "./running.ts";
import { checkDefinition, methodOf } from "./states.ts";

type Values<K extends string> = Record<K, number>;
type NumberNames<D extends StateSpec> = NamesOf<D, "scalar" | "shared">;

/** An optimizer's scalar rule, in plain numbers: from one element's weight, gradient and state to the next. */
export type ElementRule<H extends HyperSpec, D extends StateSpec, C> = (
  elements: Values<"w" | "g" | NamesOf<D, "array">>,
  hyper: Numbers<H> & Readonly<Values<NumberNames<D>>> & C,
  t: number,
) => Values<"w" | NamesOf<D, "array">>;

export interface ElementwiseDefinition<H extends HyperSpec, D extends StateSpec, C> extends Metadata<H, D> {
  /**
   * What does not depend on the element, computed once a step in float64, by a plain function that may call anything:
   * `exp`, `log` and `pow` of `@downhill/plugin/math`. The rule has it beside the hyperparameters. What bears the name of
   * one of the state's numbers is that number from then on.
   * @param state the state's numbers
   */
  scalars?(state: Readonly<Values<NumberNames<D>>>, hyper: Numbers<H>, t: number): C;
  /**
   * The update as the paper writes it; `t` counts from 1. It is compiled from its source text, so it may use only
   * `const`, assignment, arithmetic, `**`, comparison, `? :`, `&& || !` and Math.sqrt, abs, sign, min, max.
   */
  rule: ElementRule<H, D, C>;
  /** What else of `Math` the rule calls, of `@downhill/plugin/functions`: `{ cbrt }`, `{ exp }`. */
  readonly functions?: Operations | undefined;
  /** The weight to evaluate with, of one element, in float64. `t` is the number of steps taken. */
  weights?(
    elements: Readonly<Values<"w" | NamesOf<D, "array">>>,
    hyper: Numbers<H> & Readonly<Values<NumberNames<D>>>,
    t: number,
  ): number;
}

export interface ElementwisePlugin<H extends HyperSpec = HyperSpec> extends Plugin<H> {
  /** The specification: what every backend is tested against. */
  readonly rule: (elements: Values<string>, hyper: Values<string>, t: number) => Values<string>;
  readonly scalars: Scalars | undefined;
  readonly functions: Operations | undefined;
}

/**
 * Defines an optimizer that treats every element alike.
 * Float32 arrays round to float32 at each operation, in the written order; what does not depend on the element
 * is computed in float64 once a step, and rounded where it meets an element.
 * The rule is compiled when the first optimizer is made: then a RuleError says what is not in the rule language, a
 * RangeError what it does not return.
 */
export function elementwise<
  const H extends HyperSpec,
  const D extends StateSpec = readonly [],
  C extends Readonly<Record<string, number>> = Readonly<Record<never, number>>,
>(definition: ElementwiseDefinition<H, D, C>): ElementwisePlugin<H> {
  checkDefinition("elementwise", definition, "rule");
  const method = methodOf(definition as Metadata<HyperSpec, StateSpec>);
  const { name, rule, functions } = definition;
  const weights = definition.weights as ((...args: unknown[]) => number) | undefined;
  const entries = Object.values(method.state);
  const arrays = entries.filter(({ kind }) => kind === "array").map(({ name }) => name);
  const numbers = Object.fromEntries(
    entries.filter(({ kind }) => kind !== "array").map(({ name, from }) => [name, from as number]),
  );

  /** A rule has its state's numbers also where nothing moves them. */
  const scalars =
    (definition.scalars as Scalars | undefined) ??
    (Object.keys(numbers).length ? (): typeof numbers => ({}) : undefined);

  let compiled: Program | undefined;
  const program = () => {
    if (!compiled) {
      const defaults = defaultsOf(method.hyper);
      const given = { ...defaults, ...numbers, ...scalars?.(numbers, defaults, 1) };
      compiled = compile(rule, ["w", "g", ...arrays], Object.keys(given), arrays, name, functions);
      sameNames(`${name}: what the rule returns`, compiled.outputs, ["w", ...arrays]);
    }
    return compiled;
  };
  return plugin(
    {
      ...method,
      reason: () => program().reason,
      throws: () => program().reason !== undefined,
      engine: (work) => ({
        ...compiledEngine(work, program(), arrays, scalars),
        ...(weights && {
          weights: (t: number) =>
            work.slots.map(({ arrays, cells, hyper }): FloatArray => {
              const { g: _, ...read } = arrays;
              const given = { ...hyper };
              for (const all of [work.shared, cells]) for (const key in all) given[key] = all[key]![0]!;
              const elements: Record<string, number> = {};
              return arrays.w.map((_, i) => {
                for (const key in read) elements[key] = read[key]![i]!;
                return weights(elements, given, t);
              });
            }),
        }),
      }),
    },
    { rule, scalars, functions },
  ) as never;
}
