import { compiledEngine } from "./compiled-engine.ts";
import type { HyperSpec, Plugin } from "./contract.ts";
import type { Metadata, Numbers } from "./define.ts";
import { sameNames } from "./errors.ts";
import { compile } from "./rule/program.ts";
import { checkDefinition, plugin } from "./running.ts";

/** An optimizer's scalar rule, in plain numbers: from one element's weight, gradient and state to the next. */
export type ElementRule<H extends HyperSpec, S extends string> = (
  elements: Record<"w" | "g" | S, number>,
  hyper: Numbers<H>,
  t: number,
) => Record<"w" | S, number>;

export interface ElementwiseDefinition<H extends HyperSpec, S extends string> extends Metadata<H, S> {
  readonly state?: readonly S[];
  /**
   * The update as the paper writes it; `t` counts from 1. It is compiled from its source text, so it may use only
   * `const`, assignment, arithmetic, `**`, comparison, `? :`, `&& || !` and Math.sqrt, abs, sign, min, max.
   */
  rule: ElementRule<H, NoInfer<S>>;
}

export interface ElementwisePlugin<H extends HyperSpec = HyperSpec> extends Plugin<H> {
  /** The specification: what every backend is tested against. */
  readonly rule: ElementRule<HyperSpec, string>;
}

/**
 * Defines an optimizer that treats every element alike.
 * Float32 arrays round to float32 at each operation, in the written order; what does not depend on the element
 * is computed in float64 once a step, and rounded where it meets an element.
 * @throws RuleError where the rule is not in the rule language, RangeError where it does not return `w` and every state
 */
export function elementwise<const H extends HyperSpec, S extends string = never>(
  definition: ElementwiseDefinition<H, S>,
): ElementwisePlugin<H> {
  checkDefinition("elementwise", definition, "rule");
  const { name, rule } = definition;
  const states: readonly string[] = definition.state ?? [];
  const program = compile(rule, ["w", "g", ...states], Object.keys(definition.hyper), states);
  sameNames(`${name}: what the rule returns`, program.outputs, ["w", ...states]);

  return plugin(definition, states, (slots, backend) =>
    compiledEngine(name, program, states, slots, backend),
  ) as ElementwisePlugin<H>;
}
