import type { HyperSpec, Plugin } from "./contract.ts";
import { type Metadata, type Numbers, type Step, type StepTensor, stateNames } from "./define.ts";
import { plainEngine } from "./plain-engine.ts";
import { checkDefinition, plugin } from "./running.ts";

export interface ModelwiseDefinition<H extends HyperSpec, S extends string> extends Metadata<H, S> {
  /**
   * Moves every tensor's weights and state, in place. What it throws leaves everything as it was before the step.
   * @param hyper the numbers that hold for all parameters; a tensor's own has its group's
   * @param t the number of this step, from 1
   */
  step(tensors: readonly StepTensor<H, S>[], hyper: Numbers<H>, t: number, step: Step): void;
}

/**
 * Defines an optimizer that sees all tensors at once: for global norms, and for methods that evaluate
 * the gradient more than once a step.
 */
export function modelwise<const H extends HyperSpec, S extends string = never>(
  definition: ModelwiseDefinition<H, S>,
): Plugin<H> {
  checkDefinition("modelwise", definition, "step");
  return plugin(definition, stateNames(definition.state), (slots, backend) =>
    plainEngine(definition as never, slots, backend),
  );
}
