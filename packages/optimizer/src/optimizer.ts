import type { HyperSpec, Plugin } from "./contract.ts";
import type { Metadata, Step, Tensor } from "./define.ts";
import { plainEngine } from "./plain-engine.ts";
import { plugin } from "./running.ts";

export interface OptimizerDefinition<H extends HyperSpec, S extends string> extends Metadata<H, S> {
  /** Moves every tensor's weights, in place. What it throws leaves everything as it was before the step. */
  step(tensors: readonly Tensor<H, S>[], step: Step): void;
}

/**
 * Defines an optimizer that sees all tensors at once: for global norms, and for methods that evaluate
 * the gradient more than once a step.
 */
export function optimizer<const H extends HyperSpec, S extends string = never>(
  definition: OptimizerDefinition<H, S>,
): Plugin<H> {
  return plugin(definition, (slots, backend) => plainEngine(definition as never, slots, backend));
}
